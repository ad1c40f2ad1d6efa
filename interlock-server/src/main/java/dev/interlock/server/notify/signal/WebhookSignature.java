package dev.interlock.server.notify.signal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature of Standard Webhooks: {@code v1,} and the HMAC-SHA256, in base64, of id, time and body with a full stop between.
 * Immutable and thread-safe.
 */
public final class WebhookSignature {

    private static final String HMAC = "HmacSHA256";
    private static final String ENCODED = "whsec_";
    private static final String VERSION = "v1,";
    private static final int MOST_SIGNATURES = 8;

    private final byte[] secret;

    /** @param secret as text, or the base64 of it after {@code whsec_} */
    public WebhookSignature(String secret) {
        this.secret = key(secret);
    }

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

    /** The headers of a message. */
    public Map<String, String> headers(String id, long seconds, byte[] body) {
        return Map.of(
                "Content-Type",
                "application/json",
                "webhook-id",
                id,
                "webhook-timestamp",
                Long.toString(seconds),
                "webhook-signature",
                VERSION + sign(id, seconds, body));
    }

    /**
     * Returns whether one of the signatures is this message's. The time of the comparison gives nothing away.
     *
     * @param shown one or several signatures with spaces between, as while a secret is being replaced
     */
    public boolean verifies(String id, long seconds, byte[] body, String shown) {
        byte[] right = (VERSION + sign(id, seconds, body)).getBytes(StandardCharsets.UTF_8);
        boolean found = false;
        for (String one : shown.split(" ", MOST_SIGNATURES)) {
            found |= MessageDigest.isEqual(right, one.getBytes(StandardCharsets.UTF_8));
        }
        return found;
    }

    private String sign(String id, long seconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret, HMAC));
            mac.update((id + "." + seconds + ".").getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }

    @Override
    public String toString() {
        return "WebhookSignature[secret]";
    }
}
