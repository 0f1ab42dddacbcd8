"""`python -m tui` is `askwatch`."""

from tui.cli import main

if __name__ == "__main__":
    main()
