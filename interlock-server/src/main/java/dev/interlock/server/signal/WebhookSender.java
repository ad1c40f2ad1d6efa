package dev.interlock.server.signal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.server.config.SignalsConfig;
import dev.interlock.server.domain.DeadLease;
import dev.interlock.server.mcp.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A signed webhook, in the form of Standard Webhooks: {@code webhook-signature} is {@code v1,} and the HMAC-SHA256, in base64, of id,
 * time and body with a full stop between. The id stays the same when it is sent again.
 */
final class WebhookSender implements Sender {

    private static final String HMAC = "HmacSHA256";
    private static final String ENCODED = "whsec_";

    private final Target target;
    private final EventTokens tokens;
    private final byte[] secret;
    private final String domain;
    private final InstantSource clock;

    WebhookSender(SignalsConfig.Webhook stream, Target target, EventTokens tokens, String domain, InstantSource clock) {
        this.target = target;
        this.tokens = tokens;
        this.secret = key(stream.secret());
        this.domain = domain;
        this.clock = clock;
    }

    /** As text, or the base64 of it after {@code whsec_}. */
    private static byte[] key(String secret) {
        if (secret.startsWith(ENCODED)) {
            try {
                return Base64.getDecoder().decode(secret.substring(ENCODED.length()));
            } catch (IllegalArgumentException e) {
                return secret.getBytes(StandardCharsets.UTF_8);
            }
        }
        return secret.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void send(DeadLease lease) throws IOException, InterruptedException {
        byte[] body = Json.bytes(body(lease));
        String id = tokens.id(lease);
        String time = Long.toString(clock.millis() / 1_000);
        Target.Said said = target.post(
                body,
                Map.of(
                        "Content-Type",
                        "application/json",
                        "webhook-id",
                        id,
                        "webhook-timestamp",
                        time,
                        "webhook-signature",
                        "v1," + signature(id, time, body)));
        if (said.status() < 200 || said.status() > 299) {
            throw new IOException("it answers " + said.status());
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

    private String signature(String id, String time, byte[] body) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret, HMAC));
            mac.update((id + "." + time + ".").getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }
}
