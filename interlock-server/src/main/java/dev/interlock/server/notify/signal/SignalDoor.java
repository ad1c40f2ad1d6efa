package dev.interlock.server.notify.signal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.http.server.Request;
import dev.interlock.server.http.server.Route;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The endpoints of receivers: {@code /.well-known/ssf-configuration} (OpenID Shared Signals Framework 1.0), the keys to
 * verify with, and security event tokens by polling (RFC 8936).
 */
public final class SignalDoor {

    private static final System.Logger LOG = System.getLogger(SignalDoor.class.getName());

    private static final int MAX_BODY = 256 << 10;
    private static final int MOST_IDS = 2_000;

    private static final String STREAMS = "/signals/";
    private static final String POLL = "/poll";

    private final Signals signals;
    private final JsonReader reader = new JsonReader(JsonLimits.requests().withMaxBytes(MAX_BODY));

    public SignalDoor(Signals signals) {
        this.signals = signals;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/.well-known/ssf-configuration", request -> Reply.json(200, configuration())),
                Route.get(
                        "/signals/jwks",
                        request -> Reply.json(200, signals.tokens().jwks())),
                Route.post(STREAMS + "{stream}" + POLL, this::poll));
    }

    private ObjectNode configuration() {
        ObjectNode out = Json.object()
                .put("spec_version", "1_0")
                .put("issuer", signals.issuer().toString())
                .put("jwks_uri", signals.issuer() + "/signals/jwks");
        out.putArray("delivery_methods_supported").add("urn:ietf:rfc:8935").add("urn:ietf:rfc:8936");
        out.putArray("critical_subject_members").add("session");
        return out.put("default_subjects", "ALL");
    }

    private Reply poll(Request request) throws IOException {
        List<String> shown = request.headers().all("authorization");
        String name = request.path().substring(STREAMS.length(), request.path().length() - POLL.length());
        // One answer for both: who has no token learns of no stream.
        Optional<PollStream> stream =
                signals.polled(name).filter(found -> shown.size() == 1 && found.isOf(shown.getFirst()));
        if (stream.isEmpty()) {
            return error(401, "authentication_failed", "send the token of the stream")
                    .with("WWW-Authenticate", "Bearer realm=\"interlock-signals\"");
        }
        byte[] body = request.body(MAX_BODY + 1);
        if (!(reader.read(body) instanceof JsonReader.Outcome.Value(ObjectNode message))) {
            return error(400, "invalid_request", "the body must be a JSON object");
        }
        Optional<PollStream.Request> read = read(message);
        if (read.isEmpty()) {
            return error(
                    400,
                    "invalid_request",
                    "`maxEvents` must be a number, `returnImmediately` true or false, `ack` a list of at most "
                            + MOST_IDS + " ids, and `setErrs` an object with ids as keys");
        }
        try {
            return Reply.json(200, stream.get().answer(read.get()));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "a receiver of signals could not be answered", e);
            return error(503, "unavailable", "try again later");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return error(503, "unavailable", "try again later");
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

    private static Reply error(int status, String code, String description) {
        return Reply.json(status, Json.object().put("err", code).put("description", description));
    }
}
