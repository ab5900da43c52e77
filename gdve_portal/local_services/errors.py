"""What goes wrong is said in one line; a caller prints it and stops."""


class ServiceError(Exception):
    """The message is for the person who typed the command."""


class StopRequested(Exception):
    """Ctrl-C, SIGTERM, a closed terminal, or the command that started us has gone."""


def tells_of_full_disk(log: str) -> bool:
    return "No space left on device" in log or "Check free disk space" in log
