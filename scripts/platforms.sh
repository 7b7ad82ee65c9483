#!/usr/bin/env bash
# For which systems and Pythons the compiled packages of the lock have files: the table in docs/install.md.
set -euo pipefail
cd "$(dirname "$0")/.."
packages='tensorflow|dlib-bin|opencv-python-headless|numpy|pandas|scikit-learn|scikit-image|scipy'
wanted=$(grep -oE "^($packages)==[^ ;]+" requirements.lock)
for system in x86_64-manylinux_2_28 x86_64-manylinux_2_17 aarch64-manylinux_2_28 x86_64-unknown-linux-musl \
    "aarch64-apple-darwin 14.0" "aarch64-apple-darwin 13.0" x86_64-apple-darwin x86_64-pc-windows-msvc; do
    read -r name macos <<<"$system"
    for python in 3.11 3.12 3.13 3.14; do
        said=$(MACOSX_DEPLOYMENT_TARGET=${macos:-14.0} uv pip compile - --quiet --only-binary :all: --system-certs \
            --python-platform "$name" --python-version "$python" <<<"$wanted" 2>&1 >/dev/null) && said=yes
        printf '%-26s %-5s %s  %s\n' "$name" "${macos:-}" "$python" "$(grep -oE '^yes|[a-z-]+==[0-9.a-z]+ has no wheels|error: .*' <<<"$said" | tail -1)"
    done
done
