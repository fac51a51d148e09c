# Opens the mailboxes of those who take part, and the bot's own, to resfria-bot, and no others. It may be run again.
# Needs: Install-Module ExchangeOnlineManagement
# Run as: Organization Management in Exchange. Both ids are what 1-register printed.
#
$direct
param(
    [Parameter(Mandatory)] [string] $$AppId,
    [Parameter(Mandatory)] [string] $$ServicePrincipalId
)
$$ErrorActionPreference = 'Stop'

$$groupId = $group
$$botMailbox = $mailbox

Connect-ExchangeOnline -ShowBanner:$$false

if (-not (Get-ServicePrincipal -Identity $$ServicePrincipalId -ErrorAction SilentlyContinue)) {
    New-ServicePrincipal -AppId $$AppId -ObjectId $$ServicePrincipalId -DisplayName 'resfria-bot'
}

$scopes

$assignments

# What the application may do, as Exchange sees it: True for the bot's mailbox.
Test-ServicePrincipalAuthorization -Identity $$ServicePrincipalId -Resource $$botMailbox | Format-Table
