<?php
// Twilio's library for PHP asks through cURL.
$asked = curl_init('https://taskrouter.twilio.com/v1/Workspaces');
curl_setopt($asked, CURLOPT_USERPWD, getenv('TWILIO_ACCOUNT_SID') . ':' . getenv('TWILIO_AUTH_TOKEN'));
if (!curl_exec($asked)) {
    fwrite(STDERR, curl_error($asked));
    exit(1);
}
