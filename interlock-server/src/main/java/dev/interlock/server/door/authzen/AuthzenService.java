package dev.interlock.server.door.authzen;

import dev.interlock.server.http.server.Peer;
import dev.interlock.server.http.server.Transfer;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;

/** Hangs the {@link AuthzenDoor} into Helidon, at {@code /access/v1} and where its metadata is looked for. */
public final class AuthzenService {

    private final AuthzenDoor door;
    private final Transfer transfer;

    /** @param transfer how long callers may take */
    public AuthzenService(AuthzenDoor door, Transfer transfer) {
        this.door = door;
        this.transfer = transfer;
    }

    /** Registers the paths of the door. */
    public void register(HttpRouting.Builder routing) {
        routing.any(AuthzenDoor.BELOW + "/*", this::handle).any(PdpMetadata.WELL_KNOWN, this::handle);
    }

    private void handle(ServerRequest request, ServerResponse response) throws IOException {
        Exchange.Reply reply = door.handle(new Exchange.Inbound(
                Peer.presented(request, Peer.headers(request)), max -> transfer.body(request, max)));
        response.status(Status.create(reply.status()));
        // The reply is for one caller and one moment.
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header(Peer.name("X-Content-Type-Options"), "nosniff");
        reply.headers().forEach((name, value) -> response.header(Peer.name(name), value));
        transfer.send(request, response, reply.body());
    }
}
