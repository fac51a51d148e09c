#!/usr/bin/env bash
# Registers resfria-bot in Entra and consents to what Entra alone can grant. It may be run again.
# Needs: the Azure CLI, signed in with: az login --tenant $tenant_sh --allow-no-subscriptions
# Run as: Application Administrator and Privileged Role Administrator.
set -euo pipefail

tenant_id=$tenant_sh
name='resfria-bot'
redirect=$redirect_sh
# Of these, none opens a mailbox. Calendars and mail are opened by 2-scope.ps1, for certain mailboxes only.
permissions=($permissions_sh)
graph_app_id='00000003-0000-0000-c000-000000000000'

if [ "$$(az account show --query tenantId --output tsv)" != "$$tenant_id" ]; then
    echo "The Azure CLI is signed in to another tenant than $$tenant_id" >&2
    exit 1
fi

app_id=$$(az ad app list --filter "displayName eq '$$name'" --query '[0].appId' --output tsv)
if [ -z "$$app_id" ]; then
    app_id=$$(az ad app create --display-name "$$name" --sign-in-audience AzureADMyOrg --query appId --output tsv)
fi
if [ -n "$$redirect" ]; then
    # For people who sign in to the pages: their groups tell what they may see.
    az ad app update --id "$$app_id" --web-redirect-uris "$$redirect" --set groupMembershipClaims=SecurityGroup
fi
principal_id=$$(az ad sp list --filter "appId eq '$$app_id'" --query '[0].id' --output tsv)
if [ -z "$$principal_id" ]; then
    principal_id=$$(az ad sp create --id "$$app_id" --query id --output tsv)
fi

graph_id=$$(az ad sp show --id "$$graph_app_id" --query id --output tsv)
assignments="https://graph.microsoft.com/v1.0/servicePrincipals/$$principal_id/appRoleAssignments"
granted=$$(az rest --method get --uri "$$assignments" --query 'value[].appRoleId' --output tsv)
for permission in "$${permissions[@]}"; do
    role_id=$$(az ad sp show --id "$$graph_app_id" --query "appRoles[?value=='$$permission'].id" --output tsv)
    if grep --quiet --fixed-strings "$$role_id" <<< "$$granted"; then
        continue
    fi
    body="{\"principalId\": \"$$principal_id\", \"resourceId\": \"$$graph_id\", \"appRoleId\": \"$$role_id\"}"
    az rest --method post --uri "$$assignments" --headers 'Content-Type=application/json' --body "$$body" --output none
done

# A secret for a year. A certificate is better: see the guide.
secret=$$(az ad app credential reset --id "$$app_id" --append --display-name "$$name" --years 1 --query password --output tsv)

echo "graph.client_id:        $$app_id"
echo "Service principal id:   $$principal_id"
echo "The secret, shown once: $$secret"
