package dev.interlock.server.oauth;

import dev.interlock.server.http.server.Peer;
import dev.interlock.server.http.server.RequestHeaders;
import dev.interlock.server.http.server.Transfer;
import dev.interlock.server.json.Json;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;

/** Hangs the {@link OAuthServer} into Helidon, at {@code /oauth} and where its metadata is looked for. */
public final class OAuthService {

    private static final byte[] NOTHING = {};

    private final OAuthServer server;
    private final Transfer transfer;

    /** @param transfer how long callers may take */
    public OAuthService(OAuthServer server, Transfer transfer) {
        this.server = server;
        this.transfer = transfer;
    }

    /** Registers the paths of the server. */
    public void register(HttpRouting.Builder routing) {
        routing.any("/oauth/*", this::handle)
                .any(OAuthServer.WELL_KNOWN, this::handle)
                .any(Resources.WELL_KNOWN, this::handle)
                .any(Resources.WELL_KNOWN + "/*", this::handle);
    }

    private void handle(ServerRequest request, ServerResponse response) throws IOException {
        RequestHeaders fields = Peer.headers(request);
        OAuthReply reply = server.handle(new OAuthRequest(
                Peer.presented(request, fields), request.prologue().hasQuery(), max -> transfer.body(request, max)));
        response.status(Status.create(reply.status()));
        response.header(HeaderNames.create("X-Content-Type-Options"), "nosniff");
        reply.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
        if (reply.body().isPresent()) {
            response.header(HeaderNames.CONTENT_TYPE, "application/json");
        }
        transfer.send(request, response, reply.body().map(Json::bytes).orElse(NOTHING));
    }
}
