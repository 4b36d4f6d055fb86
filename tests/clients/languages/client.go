// Twilio's library for Go asks through net/http.
package main

import (
	"io"
	"log"
	"net/http"
	"os"
)

func main() {
	request, _ := http.NewRequest("GET", "https://taskrouter.twilio.com/v1/Workspaces", nil)
	request.SetBasicAuth(os.Getenv("TWILIO_ACCOUNT_SID"), os.Getenv("TWILIO_AUTH_TOKEN"))
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	io.Copy(os.Stdout, answer.Body)
}
