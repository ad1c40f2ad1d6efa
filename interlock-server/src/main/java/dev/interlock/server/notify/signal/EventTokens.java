package dev.interlock.server.notify.signal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.LeaseEnd;
import dev.interlock.server.domain.DeadLease;
import dev.interlock.server.jose.SigningKeys;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.Ids;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * A lease that ended as a security event token (RFC 8417) of CAEP: {@code session-revoked}, whose session is the lease. The token
 * of one end is signed anew each time it is told, and has the same {@code jti}.
 */
final class EventTokens {

    static final String SESSION_REVOKED = "https://schemas.openid.net/secevent/caep/event-type/session-revoked";
    static final String TYPE = "secevent+jwt";

    private static final int DIGITS = 16;

    private final SigningKeys keys;
    private final URI issuer;
    private final String domain;
    private final InstantSource clock;

    EventTokens(SigningKeys keys, URI issuer, String domain, InstantSource clock) {
        this.keys = keys;
        this.issuer = issuer;
        this.domain = domain;
        this.clock = clock;
    }

    String token(DeadLease lease, String audience) {
        ObjectNode claims = Json.object()
                .put("iss", issuer.toString())
                .put("jti", id(lease))
                .put("iat", clock.millis() / 1_000)
                .put("aud", audience)
                .put("toe", lease.timeMillis() / 1_000)
                .put("txn", "t-" + lease.issued().task());
        ObjectNode subject = claims.putObject("sub_id").put("format", "complex");
        subject.putObject("session").put("format", "opaque").put("id", session(lease));
        subject.putObject("user")
                .put("format", "iss_sub")
                .put("iss", issuer.toString())
                .put("sub", lease.issued().actor().name());
        subject.putObject("tenant").put("format", "opaque").put("id", domain);
        ObjectNode event = claims.putObject("events").putObject(SESSION_REVOKED);
        event.put("event_timestamp", lease.timeMillis() / 1_000).put("initiating_entity", initiator(lease.reason()));
        event.putObject("reason_admin").put("en", reason(lease));
        return keys.sign(TYPE, claims);
    }

    /** The {@code jti} of the token that the lease is for, where it is for one. */
    static String session(DeadLease lease) {
        return Ids.lease(lease.issued().lease());
    }

    static String reason(DeadLease lease) {
        return lease.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String initiator(LeaseEnd reason) {
        return switch (reason) {
            case TASK_ENDED, EXPIRED, FAILED -> "system";
            case CONFLICT, LATE_LINK -> "policy";
            case OWNER_GONE, SUSPENDED, BY_HAND -> "admin";
        };
    }

    /** The number of the entry, and enough that no other ledger has the same. */
    String id(DeadLease lease) {
        String input = issuer + "\n" + domain + "\n" + lease.issued().lease() + "\n" + lease.timeMillis();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(input.getBytes(StandardCharsets.UTF_8));
            return lease.seq() + "-" + HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** The number of the entry in an id; empty if it is none. */
    static OptionalLong entry(String id) {
        int dash = id.indexOf('-');
        if (dash <= 0 || dash > 18 || !id.substring(0, dash).chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(id.substring(0, dash)));
    }

    /** The keys to verify with, as a JWK set. */
    ObjectNode jwks() {
        return keys.jwks();
    }
}
