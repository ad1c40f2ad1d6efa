package dev.interlock.server.notify.signal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.http.server.Transfer;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The endpoints of receivers: {@code /.well-known/ssf-configuration} (OpenID Shared Signals Framework 1.0), the keys to
 * verify with, and security event tokens by polling (RFC 8936).
 */
public final class SignalService {

    private static final System.Logger LOG = System.getLogger(SignalService.class.getName());

    private static final int MAX_BODY = 256 << 10;
    private static final int MOST_IDS = 2_000;

    private final Signals signals;
    private final Transfer transfer;
    private final JsonReader reader = new JsonReader(JsonLimits.requests().withMaxBytes(MAX_BODY));

    public SignalService(Signals signals, Transfer transfer) {
        this.signals = signals;
        this.transfer = transfer;
    }

    /** Registers the paths. */
    public void register(HttpRouting.Builder routing) {
        routing.get("/.well-known/ssf-configuration", this::configuration)
                .get("/signals/jwks", this::keys)
                .post("/signals/{stream}/poll", this::poll);
    }

    private void configuration(ServerRequest request, ServerResponse response) throws IOException {
        ObjectNode out = Json.object()
                .put("spec_version", "1_0")
                .put("issuer", signals.issuer().toString())
                .put("jwks_uri", signals.issuer() + "/signals/jwks");
        out.putArray("delivery_methods_supported").add("urn:ietf:rfc:8935").add("urn:ietf:rfc:8936");
        out.putArray("critical_subject_members").add("session");
        out.put("default_subjects", "ALL");
        answer(request, response, 200, out);
    }

    private void keys(ServerRequest request, ServerResponse response) throws IOException {
        answer(request, response, 200, signals.tokens().jwks());
    }

    private void poll(ServerRequest request, ServerResponse response) throws IOException {
        List<String> shown = request.headers().contains(HeaderNames.AUTHORIZATION)
                ? request.headers().get(HeaderNames.AUTHORIZATION).allValues()
                : List.of();
        // One answer for both: who has no token learns of no stream.
        Optional<PollStream> stream = signals.polled(
                        request.path().pathParameters().get("stream"))
                .filter(found -> shown.size() == 1 && found.isOf(shown.getFirst()));
        if (stream.isEmpty()) {
            response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"interlock-signals\"");
            answer(request, response, 401, error("authentication_failed", "show the token of the stream"));
            return;
        }
        byte[] body = transfer.body(request, MAX_BODY + 1);
        if (!(reader.read(body) instanceof JsonReader.Outcome.Value(ObjectNode message))) {
            answer(request, response, 400, error("invalid_request", "the body is an object of JSON"));
            return;
        }
        Optional<PollStream.Request> read = read(message);
        if (read.isEmpty()) {
            answer(
                    request,
                    response,
                    400,
                    error(
                            "invalid_request",
                            "`maxEvents` is a number, `returnImmediately` true or false, `ack` a list of at most "
                                    + MOST_IDS + " ids, `setErrs` an object by id"));
            return;
        }
        try {
            answer(request, response, 200, stream.get().answer(read.get()));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "a receiver of signals could not be answered", e);
            answer(request, response, 503, error("unavailable", "try again later"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer(request, response, 503, error("unavailable", "try again later"));
        }
    }

    private static Optional<PollStream.Request> read(ObjectNode request) {
        JsonNode most = request.path("maxEvents");
        JsonNode atOnce = request.path("returnImmediately");
        JsonNode acknowledged = request.path("ack");
        JsonNode errors = request.path("setErrs");
        boolean sound = (most.isMissingNode() || (most.isIntegralNumber() && most.asLong(-1) >= 0))
                && (atOnce.isMissingNode() || atOnce.isBoolean())
                && (acknowledged.isMissingNode() || acknowledged.isArray())
                && (errors.isMissingNode() || errors.isObject())
                && acknowledged.size() + errors.size() <= MOST_IDS;
        if (!sound) {
            return Optional.empty();
        }
        var known = new ArrayList<String>();
        for (JsonNode id : acknowledged) {
            if (!id.isTextual()) {
                return Optional.empty();
            }
            known.add(id.textValue());
        }
        errors.fieldNames().forEachRemaining(id -> {
            known.add(id);
            String code = errors.path(id).path("err").asText("");
            LOG.log(
                    System.Logger.Level.WARNING,
                    "a receiver of signals cannot use a token" + (code.matches("[a-z_]{1,40}") ? ": " + code : ""));
        });
        int count = most.isMissingNode() ? PollStream.MOST : (int) Math.min(most.asLong(), PollStream.MOST);
        return Optional.of(new PollStream.Request(count, atOnce.asBoolean(false), known));
    }

    private static ObjectNode error(String code, String description) {
        return Json.object().put("err", code).put("description", description);
    }

    private void answer(ServerRequest request, ServerResponse response, int status, ObjectNode body)
            throws IOException {
        response.status(Status.create(status));
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header(HeaderNames.create("X-Content-Type-Options"), "nosniff");
        response.header(HeaderNames.CONTENT_TYPE, "application/json");
        transfer.send(request, response, Json.bytes(body));
    }
}
