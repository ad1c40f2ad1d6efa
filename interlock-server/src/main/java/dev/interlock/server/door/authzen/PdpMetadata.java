package dev.interlock.server.door.authzen;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.jose.SigningKeys;
import dev.interlock.server.json.Json;
import java.time.InstantSource;
import java.util.function.Supplier;

/** The metadata of the server as a policy decision point; signed as well. Thread-safe. */
final class PdpMetadata {

    static final String WELL_KNOWN = "/.well-known/authzen-configuration";
    static final String KEYS = "/access/v1/jwks";

    private static final String TYPE = "JWT";

    private final Supplier<String> url;
    private final SigningKeys keys;
    private final InstantSource clock;

    /** @param url the address by which callers know the server */
    PdpMetadata(Supplier<String> url, SigningKeys keys, InstantSource clock) {
        this.url = url;
        this.keys = keys;
        this.clock = clock;
    }

    ObjectNode document() {
        String here = url.get();
        ObjectNode metadata = Json.object()
                .put("policy_decision_point", here)
                .put("access_evaluation_endpoint", here + Evaluations.SINGLE)
                .put("access_evaluations_endpoint", here + Evaluations.MANY)
                .put("search_subject_endpoint", here + Searches.SUBJECT)
                .put("search_resource_endpoint", here + Searches.RESOURCE)
                .put("search_action_endpoint", here + Searches.ACTION)
                .put("access_request_endpoint", here + AccessRequests.PATH)
                .put("jwks_uri", here + KEYS);
        metadata.putArray("capabilities").add("urn:openid:authzen:capability:access-request");
        ArrayNode obligations = metadata.putArray(Obligations.SUPPORTED);
        Obligations.TYPES.forEach(obligations::add);
        ObjectNode claims =
                metadata.deepCopy().put("iss", here).put("iat", clock.instant().getEpochSecond());
        return metadata.put("signed_metadata", keys.sign(TYPE, claims));
    }

    ObjectNode jwks() {
        return keys.jwks();
    }
}
