package dev.interlock.server.oauth;

import dev.interlock.engine.model.Caller;
import dev.interlock.server.jose.JwtResult;
import dev.interlock.server.tls.ClientCertificate;
import java.util.Optional;

/**
 * Finds out which registered agent a workload identity is. Thread-safe. The audience of a token is this server's address: whoever gets hold
 * of one that was made for somebody else gets nothing for it here.
 */
public interface Workloads {

    /**
     * Of a JWT-SVID, or a token of an identity provider. One that is bound to a key counts only if that key is shown too, and none beside the
     * certificate of another party.
     *
     * @param client what the connection has proven
     * @param key thumbprint of the key that a proof has shown
     */
    JwtResult<Caller> caller(String token, Optional<ClientCertificate> client, Optional<String> key);

    /** Of client certificates, of which the connection has proven the key of the first. */
    JwtResult<Caller> caller(ClientCertificate certificate);
}
