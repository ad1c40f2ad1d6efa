package dev.interlock.server.console.login;

import dev.interlock.server.http.server.Presented;
import dev.interlock.server.http.server.RequestHeaders;
import dev.interlock.server.tls.ClientCertificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A token of somebody who logged in, shown as a request to the API shows it. */
record ShownToken(RequestHeaders headers) implements Presented {

    static ShownToken of(String token) {
        return new ShownToken(RequestHeaders.of(Map.of("authorization", List.of("Bearer " + token))));
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/console";
    }

    @Override
    public Optional<ClientCertificate> client() {
        return Optional.empty();
    }
}
