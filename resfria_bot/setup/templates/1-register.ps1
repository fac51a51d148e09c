# Registers resfria-bot in Entra and consents to what Entra alone can grant. It may be run again.
# Needs: Install-Module Microsoft.Graph.Applications
# Run as: Application Administrator and Privileged Role Administrator.
$$ErrorActionPreference = 'Stop'

$$tenantId = $tenant
$$name = 'resfria-bot'
$$redirect = $redirect
# Of these, none opens a mailbox. Calendars and mail are opened by 2-scope.ps1, for certain mailboxes only.
$$permissions = @($permissions)
$$graphAppId = '00000003-0000-0000-c000-000000000000'

Connect-MgGraph -TenantId $$tenantId -Scopes 'Application.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All' -NoWelcome

$$app = Get-MgApplication -Filter "displayName eq '$$name'" | Select-Object -First 1
if (-not $$app) {
    $$app = New-MgApplication -DisplayName $$name -SignInAudience 'AzureADMyOrg'
}
if ($$redirect) {
    # For people who sign in to the pages: their groups tell what they may see.
    Update-MgApplication -ApplicationId $$app.Id -Web @{ RedirectUris = @($$redirect) } -GroupMembershipClaims 'SecurityGroup'
}
$$principal = Get-MgServicePrincipal -Filter "appId eq '$$($$app.AppId)'"
if (-not $$principal) {
    $$principal = New-MgServicePrincipal -AppId $$app.AppId
}

$$graph = Get-MgServicePrincipal -Filter "appId eq '$$graphAppId'"
$$granted = Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $$principal.Id
foreach ($$permission in $$permissions) {
    $$role = $$graph.AppRoles | Where-Object { $$_.Value -eq $$permission -and $$_.AllowedMemberTypes -contains 'Application' }
    if ($$granted.AppRoleId -contains $$role.Id) {
        continue
    }
    New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $$principal.Id -PrincipalId $$principal.Id -ResourceId $$graph.Id -AppRoleId $$role.Id | Out-Null
}

# A secret for a year. A certificate is better: see the guide.
$$credential = @{ DisplayName = $$name; EndDateTime = (Get-Date).AddMonths(12) }
$$secret = Add-MgApplicationPassword -ApplicationId $$app.Id -PasswordCredential $$credential

Write-Output "graph.client_id:        $$($$app.AppId)"
Write-Output "Service principal id:   $$($$principal.Id)"
Write-Output "The secret, shown once: $$($$secret.SecretText)"
