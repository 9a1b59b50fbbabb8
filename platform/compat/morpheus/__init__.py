"""The morpheus contract: customers, agents, phone numbers, calls: camel case, enveloped."""
