"""Django's own commands: santai manage migrate, shell, dbshell, …"""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.prefix_chars = "\0"  # everything that follows is Django's
    parser.add_argument("arguments", nargs=argparse.REMAINDER)


def run(args: argparse.Namespace) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["santai manage", *args.arguments])
    return 0
