"""The work behind `mer predict`: which model, which recording, which windows."""
