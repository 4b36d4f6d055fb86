# Twilio's library for Ruby asks through Faraday.
require "faraday"

asked = Faraday.new("https://taskrouter.twilio.com")
asked.headers["Authorization"] = "Basic " + [ENV.values_at("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN").join(":")].pack("m0")
print asked.get("/v1/Workspaces").body
