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
     * Returns the party that a JWT-SVID, or a token of an identity provider, proves. A token that is bound to a key counts only if that
     * key is shown too, and none beside the certificate of another party.
     *
     * @param client what the connection has proven
     * @param key thumbprint of the key that a proof has shown
     */
    JwtResult<Caller> caller(String token, Optional<ClientCertificate> client, Optional<String> key);

    /** Returns the party that a client certificate proves, of which the connection has proven the key. */
    JwtResult<Caller> caller(ClientCertificate certificate);
}
