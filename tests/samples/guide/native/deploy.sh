#!/bin/sh
echo "deployed $DEPLOY_ENV"
