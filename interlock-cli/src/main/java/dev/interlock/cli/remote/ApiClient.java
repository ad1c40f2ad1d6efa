package dev.interlock.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** Asks a running server. Follows no redirects: the token is for one server only. */
public final class ApiClient {

    private static final Duration CONNECT = Duration.ofSeconds(15);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private static final String DATA = "data: ";

    private final URI url;
    private final Optional<SSLContext> tls;
    private final String token;

    private ApiClient(URI url, Optional<SSLContext> tls, String token) {
        this.url = url;
        this.tls = tls;
        this.token = token;
    }

    /**
     * A client of one server, as {@link Authenticated} makes it.
     *
     * @param tls for an `https` address; without it what Java trusts
     */
    public static ApiClient of(URI url, Optional<SSLContext> tls, String token) {
        return new ApiClient(url, tls, token);
    }

    /** A request: the body is absent for a GET. */
    public record Request(String method, String path, Optional<JsonNode> body) {

        public static Request get(String path) {
            return new Request("GET", path, Optional.empty());
        }

        public static Request send(String method, String path, JsonNode body) {
            return new Request(method, path, Optional.of(body));
        }
    }

    /** The outcome of a request. */
    public sealed interface Result {

        record Done(JsonNode body) implements Result {}

        /** The server understood and refused; the body is a problem. */
        record Refused(JsonNode problem) implements Result {}

        /** Nobody can say whether the request was carried out; the message says why and what to do. */
        record Unreachable(String message) implements Result {}
    }

    /** The address of the server that is asked. */
    public URI server() {
        return url;
    }

    public Result send(Request request) throws InterruptedException {
        HttpRequest.Builder builder = HttpRequest.newBuilder(url.resolve(request.path()))
                .timeout(ANSWER)
                .header("Authorization", "Bearer " + token);
        if (request.body().isPresent()) {
            builder.header("Content-Type", "application/json")
                    .method(
                            request.method(),
                            HttpRequest.BodyPublishers.ofByteArray(
                                    Json.bytes(request.body().get())));
        }
        HttpClient.Builder http = HttpClient.newBuilder().connectTimeout(CONNECT);
        tls.ifPresent(http::sslContext);
        try (HttpClient client = http.build()) {
            HttpResponse<byte[]> response = client.send(builder.build(), HttpResponse.BodyHandlers.ofByteArray());
            return result(response.statusCode(), response.body());
        } catch (SSLException e) {
            return new Result.Unreachable("`" + url + "` presents no trusted certificate ("
                    + Screen.printable(String.valueOf(e.getMessage()))
                    + "); give the authorities that vouch for it with --ca or INTERLOCK_CA");
        } catch (IOException e) {
            return new Result.Unreachable("no Interlock server answers at `" + url
                    + "`. Start one with `interlock serve`, or specify another with --url or INTERLOCK_URL");
        }
    }

    /** A reader of server-sent events. */
    public interface Events {
        void data(String data);
    }

    /**
     * Reads a stream of events until it ends, or so many have come.
     *
     * @return done with an empty body when it ended
     */
    public Result stream(String path, Events events, long most) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url.resolve(path))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "text/event-stream")
                .build();
        HttpClient.Builder http = HttpClient.newBuilder().connectTimeout(CONNECT);
        tls.ifPresent(http::sslContext);
        try (HttpClient client = http.build()) {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() != 200) {
                    return result(response.statusCode(), body.readAllBytes());
                }
                var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
                long left = most;
                for (String line = lines.readLine();
                        line != null && left > 0;
                        line = left > 0 ? lines.readLine() : null) {
                    if (line.startsWith(DATA)) {
                        events.data(line.substring(DATA.length()));
                        left--;
                    }
                }
                return new Result.Done(Json.object());
            } finally {
                client.shutdownNow();
            }
        } catch (IOException e) {
            return new Result.Unreachable("the stream of `" + url + "` cannot be read or was interrupted: "
                    + Screen.printable(String.valueOf(e.getMessage())));
        }
    }

    private Result result(int status, byte[] text) {
        var read = new JsonReader(JsonLimits.answers()).read(text);
        if (!(read instanceof JsonReader.Outcome.Value(JsonNode body)) || !body.isObject()) {
            return new Result.Unreachable("the program that answers at `" + url
                    + "` is not an Interlock server (status " + status + "); check --url and INTERLOCK_URL");
        }
        return status < 400 ? new Result.Done(body) : new Result.Refused(body);
    }
}
