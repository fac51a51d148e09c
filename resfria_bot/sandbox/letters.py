"""Letters that are sent; nobody reads them here."""

from collections.abc import Mapping

from resfria_bot.sandbox.call import Answer, Call
from resfria_bot.sandbox.refusal import Refusal


def send(call: Call) -> Answer:
    """POST …/sendMail: queued, if it goes to somebody."""
    message = call.mailbox and call.body.get("message")
    if not isinstance(message, Mapping) or not message.get("toRecipients"):
        raise Refusal(400, "ErrorInvalidRecipients", "At least one recipient is not valid.")
    return Answer(202)
