package dev.interlock.server.oauth;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.jose.Algorithm;
import dev.interlock.server.json.Json;
import java.util.Collection;
import java.util.List;

/** The metadata of this server as an authorization server (RFC 8414), and of the resources that it protects (RFC 9728). */
final class Metadata {

    static final String TOKEN = "/oauth/token";
    static final String INTROSPECT = "/oauth/introspect";
    static final String REVOKE = "/oauth/revoke";
    static final String KEYS = "/oauth/jwks";

    private Metadata() {}

    /** @param certificates whether clients can be known by certificates here */
    static ObjectNode server(String issuer, boolean certificates) {
        ObjectNode metadata = Json.object()
                .put("issuer", issuer)
                .put("token_endpoint", issuer + TOKEN)
                .put("jwks_uri", issuer + KEYS)
                .put("introspection_endpoint", issuer + INTROSPECT)
                .put("revocation_endpoint", issuer + REVOKE);
        // An authorization endpoint is missing: people approve calls, they do not hand out tokens.
        metadata.putArray("response_types_supported");
        ArrayNode grants = metadata.putArray("grant_types_supported").add(Grants.EXCHANGE);
        if (certificates) {
            grants.add(Grants.CLIENT);
        }
        put(
                metadata,
                "token_endpoint_auth_methods_supported",
                certificates ? List.of("none", "tls_client_auth") : List.of("none"));
        put(metadata, "introspection_endpoint_auth_methods_supported", List.of("private_key_jwt"));
        put(metadata, "introspection_endpoint_auth_signing_alg_values_supported", algorithms());
        put(metadata, "revocation_endpoint_auth_methods_supported", List.of("private_key_jwt", "none"));
        put(metadata, "revocation_endpoint_auth_signing_alg_values_supported", algorithms());
        put(metadata, "dpop_signing_alg_values_supported", algorithms());
        put(metadata, "authorization_details_types_supported", List.of(TaskDetails.TYPE));
        return metadata.put("tls_client_certificate_bound_access_tokens", certificates);
    }

    /** @param name of the server behind the gateway */
    static ObjectNode resource(String issuer, String path, String name, boolean certificates) {
        ObjectNode metadata = Json.object().put("resource", issuer + path).put("resource_name", name);
        put(metadata, "authorization_servers", List.of(issuer));
        put(metadata, "bearer_methods_supported", List.of("header"));
        put(metadata, "authorization_details_types_supported", List.of(TaskDetails.TYPE));
        put(metadata, "dpop_signing_alg_values_supported", algorithms());
        return metadata.put("dpop_bound_access_tokens_required", !certificates)
                .put("tls_client_certificate_bound_access_tokens", certificates);
    }

    private static Collection<String> algorithms() {
        return DpopCheck.ALGORITHMS.stream().sorted().map(Algorithm::written).toList();
    }

    private static void put(ObjectNode metadata, String name, Collection<String> values) {
        ArrayNode array = metadata.putArray(name);
        values.forEach(array::add);
    }
}
