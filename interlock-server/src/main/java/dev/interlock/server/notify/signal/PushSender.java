package dev.interlock.server.notify.signal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.domain.DeadLease;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/** Push delivery of security event tokens (RFC 8935): acknowledged with 202 and nothing else. */
final class PushSender implements Sender {

    private static final int ACCEPTED = 202;

    private final SignalsConfig.Push stream;
    private final Target target;
    private final EventTokens tokens;

    PushSender(SignalsConfig.Push stream, Target target, EventTokens tokens) {
        this.stream = stream;
        this.target = target;
        this.tokens = tokens;
    }

    @Override
    public void send(DeadLease lease) throws IOException, InterruptedException {
        var headers = new TreeMap<String, String>();
        headers.put("Content-Type", "application/" + EventTokens.TYPE);
        headers.put("Accept", "application/json");
        stream.authorization().ifPresent(value -> headers.put("Authorization", value));
        byte[] token = tokens.token(lease, stream.audience()).getBytes(StandardCharsets.US_ASCII);
        Target.Reply reply = target.post(token, headers);
        if (reply.status() != ACCEPTED) {
            throw new IOException("it answered " + reply.status() + error(reply.body()));
        }
    }

    /** The code of an error (section 2.4); what else the receiver says is not repeated. */
    private static String error(byte[] body) {
        if (new JsonReader(JsonLimits.answers()).read(body) instanceof JsonReader.Outcome.Value(JsonNode value)) {
            String code = value.path("err").asText("");
            return code.matches("[a-z_]{1,40}") ? " (" + code + ")" : "";
        }
        return "";
    }
}
