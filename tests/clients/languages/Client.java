import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Base64;

/** As Twilio's library for Java, follows the system's properties. */
class Client {
    public static void main(String[] given) throws Exception {
        String account = System.getenv("TWILIO_ACCOUNT_SID"), token = System.getenv("TWILIO_AUTH_TOKEN");
        HttpURLConnection asked = (HttpURLConnection)
            URI.create("https://taskrouter.twilio.com/v1/Workspaces").toURL().openConnection();
        String pair = Base64.getEncoder().encodeToString((account + ":" + token).getBytes());
        asked.setRequestProperty("Authorization", "Basic " + pair);
        try (InputStream answer = asked.getInputStream()) {
            answer.transferTo(System.out);
        }
    }
}
