"""Start-up messages are held back, but never an error."""

import os

import pytest

from mer.models.keras_compat import hushed


def test_native_messages_are_held_back(capfd, monkeypatch):
    monkeypatch.delenv("TF_CPP_MIN_LOG_LEVEL", raising=False)
    with hushed():
        os.write(2, b"I0000 oneDNN custom operations are on\n")
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "after\n"


def test_they_are_shown_when_something_fails(capfd, monkeypatch):
    monkeypatch.delenv("TF_CPP_MIN_LOG_LEVEL", raising=False)
    with pytest.raises(ImportError), hushed():
        os.write(2, b"libcudart.so: cannot open shared object file\n")
        raise ImportError
    assert "libcudart" in capfd.readouterr().err


def test_they_are_shown_when_asked_for(capfd, monkeypatch):
    monkeypatch.setenv("TF_CPP_MIN_LOG_LEVEL", "0")
    with hushed():
        os.write(2, b"cuInit failed\n")
    assert "cuInit" in capfd.readouterr().err
