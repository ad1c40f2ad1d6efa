package dev.interlock.server.notify.signal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.server.domain.DeadLease;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;

/** A signed webhook, in the form of Standard Webhooks. The id stays the same when it is sent again. */
final class WebhookSender implements Sender {

    private final Target target;
    private final EventTokens tokens;
    private final WebhookSignature signature;
    private final String domain;
    private final InstantSource clock;

    WebhookSender(SignalsConfig.Webhook stream, Target target, EventTokens tokens, String domain, InstantSource clock) {
        this.target = target;
        this.tokens = tokens;
        this.signature = new WebhookSignature(stream.secret());
        this.domain = domain;
        this.clock = clock;
    }

    @Override
    public void send(DeadLease lease) throws IOException, InterruptedException {
        byte[] body = Json.bytes(body(lease));
        String id = tokens.id(lease);
        Target.Reply reply = target.post(body, signature.headers(id, clock.millis() / 1_000, body));
        if (reply.status() < 200 || reply.status() > 299) {
            throw new IOException("it answered " + reply.status());
        }
    }

    private ObjectNode body(DeadLease lease) {
        LeaseEvent.Issued issued = lease.issued();
        ObjectNode body = Json.object()
                .put("type", "lease.revoked")
                .put("timestamp", Instant.ofEpochMilli(lease.timeMillis()).toString());
        body.putObject("data")
                .put("domain", domain)
                .put("lease", "lease-" + issued.lease())
                .put("session", EventTokens.session(lease))
                .put("task", "t-" + issued.task())
                .put("agent", issued.actor().name())
                .put("kind", issued.kind())
                .put("credential", issued.credential())
                .put("reason", EventTokens.reason(lease));
        return body;
    }
}
