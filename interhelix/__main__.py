"""The command line as a module: ``python -m interhelix``."""

from interhelix.commands import main

if __name__ == "__main__":
    main()
