package dev.interlock.server.http.server;

import dev.interlock.server.tls.ClientCertificate;
import java.util.Optional;

/** The proofs of identity that a request presents, and where it goes: all that says who sends it. */
public interface Presented {

    /** Returns the method of HTTP, as it was sent. */
    String method();

    /** Returns the path as it was sent, from the root of the server, without query. */
    String path();

    /** Returns the headers, which the {@link Guard} of the door has let pass. */
    RequestHeaders headers();

    /**
     * Returns the certificates of the client, whose key the connection has proven; whether anybody trusts them is
     * decided later.
     */
    Optional<ClientCertificate> client();
}
