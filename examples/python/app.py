#!/usr/bin/env python3
from aws_cdk import App

from orders_stack import OrdersStack

app = App()
OrdersStack(app, "Orders")
app.synth()
