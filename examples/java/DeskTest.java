import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A help desk, which asks Twilio as Twilio's library for Java does, and its tests. */
class DeskTest {
    static final String TWILIO = "https://taskrouter.twilio.com", MOCKTR = System.getenv("MOCKTR_URL");

    // --- the application

    static String workspace, workflow;

    static String ask(String language) throws IOException {
        workspace = first("WS", call("GET", TWILIO + "/v1/Workspaces", ""));
        workflow = first("WW", call("GET", TWILIO + "/v1/Workspaces/" + workspace + "/Workflows", ""));
        String attributes = URLEncoder.encode("{\"language\": \"" + language + "\"}", UTF_8);
        String sent = "WorkflowSid=" + workflow + "&Attributes=" + attributes;
        return first("WT", call("POST", TWILIO + "/v1/Workspaces/" + workspace + "/Tasks", sent));
    }

    static void assign(HttpExchange exchange) throws IOException {
        byte[] answer = "{\"instruction\": \"accept\"}".getBytes(UTF_8);
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    // --- its tests

    static void anOfferThatNobodyAnswersIsTakenBack() throws IOException {
        String task = ask("es");
        require(reservations(task).contains("\"reservation_status\": \"pending\""));

        call("POST", MOCKTR + "/mocktr/clock/advance?seconds=121", "");

        require(reservations(task).contains("\"reservation_status\": \"timeout\""));
    }

    static void aSpanishCustomerIsServedByBob() throws IOException {
        HttpServer desk = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        desk.createContext("/assignment", DeskTest::assign);
        desk.start();
        String url = "http://127.0.0.1:" + desk.getAddress().getPort() + "/assignment";
        call("POST", MOCKTR + "/v1/Workspaces/" + workspace + "/Workflows/" + workflow,
            "AssignmentCallbackUrl=" + URLEncoder.encode(url, UTF_8));

        String task = ask("es");
        call("POST", MOCKTR + "/mocktr/scheduler/settle", "");

        desk.stop(0);
        require(reservations(task).contains("\"worker_name\": \"bob\""));
        require(reservations(task).contains("\"reservation_status\": \"accepted\""));
    }

    public static void main(String[] given) throws IOException {
        anOfferThatNobodyAnswersIsTakenBack();
        call("POST", MOCKTR + "/mocktr/reset", "");
        aSpanishCustomerIsServedByBob();
        System.out.println("2 passed");
    }

    static String reservations(String task) throws IOException {
        return call("GET", MOCKTR + "/v1/Workspaces/" + workspace + "/Tasks/" + task + "/Reservations", "");
    }

    static void require(boolean condition) {
        if (!condition) throw new AssertionError();
    }

    static String first(String prefix, String answer) {
        Matcher sid = Pattern.compile("\"sid\": \"(" + prefix + "\\w{32})\"").matcher(answer);
        if (!sid.find()) throw new AssertionError(answer);
        return sid.group(1);
    }

    static String call(String method, String url, String form) throws IOException {
        HttpURLConnection asked = (HttpURLConnection) URI.create(url).toURL().openConnection();
        String pair = System.getenv("TWILIO_ACCOUNT_SID") + ":" + System.getenv("TWILIO_AUTH_TOKEN");
        asked.setRequestProperty("Authorization",
            "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)));
        asked.setRequestMethod(method);
        if (method.equals("POST")) {
            asked.setDoOutput(true);
            asked.getOutputStream().write(form.getBytes(UTF_8));
        }
        return new String(asked.getInputStream().readAllBytes(), UTF_8);
    }
}
