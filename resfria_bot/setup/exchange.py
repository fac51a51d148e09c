"""The commands of Exchange RBAC for Applications that open certain mailboxes, and no others, to the application.

Sources: New-ServicePrincipal, New-ManagementScope, New-ManagementRoleAssignment and Test-ServicePrincipalAuthorization
in Microsoft's reference of Exchange Online PowerShell (2026), and its page on RBAC for Applications.
"""

from collections.abc import Iterable, Iterator

from resfria_bot.graph.permissions import Need, Where

#: Names of the scopes, as the Exchange admin center shows them.
SCOPES = {Where.MEMBERS: "resfria-bot members", Where.BOT: "resfria-bot mailbox"}
_SUFFIX = {Where.MEMBERS: "members", Where.BOT: "mailbox"}

#: Told wherever the scope of the members is made.
DIRECT_MEMBERS = (
    "Exchange counts the direct members of the group only, and knows only a mail-enabled security group, a",
    "distribution group or a Microsoft 365 group. People who are members through a group within the group are refused:",
    "put them into the group itself.",
)


def scopes(needs: Iterable[Need]) -> Iterator[str]:
    """The lines that say which mailboxes there are to be opened; `$groupId` and `$botMailbox` are known."""
    wanted = {need.where for need in needs}
    if Where.MEMBERS in wanted:
        yield "$group = Get-Recipient -Filter \"ExternalDirectoryObjectId -eq '$groupId'\""
        yield 'if (-not $group) { throw "Exchange knows no group $groupId. It must be mail-enabled." }'
        yield (
            f"New-ManagementScope -Name '{SCOPES[Where.MEMBERS]}' "
            "-RecipientRestrictionFilter \"MemberOfGroup -eq '$($group.DistinguishedName)'\""
        )
    if Where.BOT in wanted:
        yield "$bot = Get-Mailbox -Identity $botMailbox"
        yield (
            f"New-ManagementScope -Name '{SCOPES[Where.BOT]}' "
            "-RecipientRestrictionFilter \"UserPrincipalName -eq '$($bot.UserPrincipalName)'\""
        )


def assignments(needs: Iterable[Need]) -> Iterator[str]:
    """One line for each role; `$ServicePrincipalId` is known."""
    for need in needs:
        if need.role:
            yield (
                f"New-ManagementRoleAssignment -Name 'resfria-bot {need.permission} {_SUFFIX[need.where]}' "
                f"-App $ServicePrincipalId -Role '{need.role}' -CustomResourceScope '{SCOPES[need.where]}'"
            )
