package dev.interlock.server.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** Makes what is around pages, from what the API tells the viewer. Immutable. */
public final class Frames {

    /** The number of entries by which the index of the record may be behind while it follows. */
    private static final long NEAR = 10_000;

    private final Assets assets;
    private final Outside outside;

    /**
     * What somebody sees who is not signed in: nothing but whose console it is.
     *
     * @param assets where styles, script and icon are
     * @param domain the name of the ledger
     * @param key the id of the key that signs its checkpoints
     */
    public record Outside(Assets assets, String domain, String key) {}

    public Frames(Assets assets, String domain, String key) {
        this.assets = assets;
        this.outside = new Outside(assets, domain, key);
    }

    Outside outside() {
        return outside;
    }

    /**
     * Returns the frame of a page.
     *
     * @param current the entry of the navigation that it belongs to
     */
    public Frame of(Visit visit, String current, String title) throws IOException {
        return frame(visit, current, title, roles(visit), vitals(visit));
    }

    /** Returns the frame of a page that tells what went wrong: it asks for nothing that could go wrong as well. */
    Frame plain(Visit visit, String title) {
        return frame(visit, "", title, ViewerRoles.UNKNOWN, Frame.Vitals.UNKNOWN);
    }

    private Frame frame(Visit visit, String current, String title, ViewerRoles roles, Frame.Vitals vitals) {
        return new Frame(
                title,
                current,
                visit.place(),
                assets,
                visit.person().name(),
                standing(visit, roles),
                roles,
                visit.formToken(),
                visit.moments(),
                visit.recorded(),
                vitals);
    }

    private static ViewerRoles roles(Visit visit) throws IOException {
        try {
            return visit.roles();
        } catch (V1Refusal e) {
            return ViewerRoles.UNKNOWN;
        }
    }

    /** Returns who the viewer is, in words: by their roles, and where people are held to none by their groups. */
    private static String standing(Visit visit, ViewerRoles roles) {
        if (roles.held()) {
            return roles.names().isEmpty() ? "no role" : String.join(", ", roles.names());
        }
        String groups = String.join(", ", visit.person().groups());
        return groups.isEmpty() ? "in no group" : groups;
    }

    /** Asks for the state of the system; a page is shown without it, too, and then says why. */
    private static Frame.Vitals vitals(Visit visit) throws IOException {
        try {
            return vitals(visit.v1().get("overview"), visit.moments());
        } catch (V1Refusal e) {
            return new Frame.Vitals(0, 0, "", Optional.of(e.detail()), Optional.empty(), Optional.empty());
        }
    }

    private static Frame.Vitals vitals(ObjectNode now, Moments moments) {
        return new Frame.Vitals(
                now.path("holds").path("yours").asInt(),
                now.path("ledger").path("size").asLong(),
                now.path("ledger").path("key").asText(),
                Optional.ofNullable(now.get("trouble")).map(JsonNode::asText),
                search(now.path("index")),
                lane(now, moments));
    }

    /** The index of the record is made anew at each start, and again where it failed. */
    static Optional<String> search(JsonNode index) {
        if (index.has("trouble")) {
            return Optional.of("The record cannot be searched at the moment, so pages are incomplete. The server tries "
                    + "again automatically: " + index.path("trouble").asText());
        }
        long indexed = index.path("indexed").asLong();
        long size = index.path("size").asLong();
        return size - indexed <= NEAR
                ? Optional.empty()
                : Optional.of("The record is being indexed: " + indexed + " of " + size + " entries so far. "
                        + "Until that is finished, pages do not show later entries.");
    }

    private static Optional<Frame.OpenLane> lane(ObjectNode now, Moments moments) {
        JsonNode lane = now.path("lanes").path("newest").path(0);
        return lane.isMissingNode()
                ? Optional.empty()
                : Optional.of(new Frame.OpenLane(
                        lane.path("id").asText(),
                        lane.path("agent").asText(),
                        moments.about(Moments.read(lane.path("until").asText()).orElse(Instant.EPOCH))));
    }
}
