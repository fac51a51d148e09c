"""`python -m resfria_bot` is `resfria-bot`."""

import sys

from resfria_bot.cli import main

sys.exit(main())
