package dev.interlock.server.identity;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.jose.Algorithm;
import dev.interlock.server.jose.SigningKey;
import dev.interlock.server.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A trust domain that issues JWT-SVIDs as it is told to, wrong ones too. */
public final class SvidIssuer {

    public static final String AUDIENCE = "https://gateway.example.com";

    private final String domain;
    private final List<SigningKey> keys = new ArrayList<>();
    private long sequence = 1;

    public SvidIssuer(String domain) {
        this.domain = domain;
        rotate();
    }

    /** Signs with a new key from now on, and publishes it only. */
    public void rotate() {
        keys.clear();
        keys.add(SigningKey.generate(Algorithm.ES256, new SecureRandom()));
        sequence++;
    }

    public SigningKey key() {
        return keys.getLast();
    }

    /** The bundle as it is published. */
    public ObjectNode bundle() {
        ObjectNode bundle = Json.object();
        bundle.put("spiffe_sequence", sequence);
        bundle.put("spiffe_refresh_hint", 60);
        ArrayNode all = bundle.putArray("keys");
        for (SigningKey key : keys) {
            ObjectNode jwk = key.published().jwk();
            jwk.put("kid", key.published().id().orElseThrow()).put("use", "jwt-svid");
            all.add(jwk);
        }
        return bundle;
    }

    public byte[] bundleBytes() {
        return bundle().toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Claims of a good token for five minutes. */
    public ObjectNode claims(String path, Instant now) {
        return Json.object()
                .put("sub", "spiffe://" + domain + path)
                .put("aud", AUDIENCE)
                .put("iat", now.getEpochSecond())
                .put("exp", now.plusSeconds(300).getEpochSecond());
    }

    public String svid(String path, Instant now) {
        return svid(path, now, same -> {});
    }

    public String svid(String path, Instant now, Consumer<ObjectNode> change) {
        ObjectNode claims = claims(path, now);
        change.accept(claims);
        return key().sign("JWT", claims);
    }
}
