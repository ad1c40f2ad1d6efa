package dev.interlock.server.door.api;

import dev.interlock.server.door.api.view.PictureView;
import dev.interlock.server.graph.Drawing;
import dev.interlock.server.graph.Links;
import dev.interlock.server.graph.SvgRenderer;
import dev.interlock.server.http.server.Body;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How somebody wants to have a picture.
 *
 * @param file as a file by itself; else drawn for a page
 * @param links the path below which its parts lead
 * @param zone of the times in it
 */
record PictureForm(boolean file, String links, ZoneId zone) {

    private static final String PAGE = "page";
    private static final String FILE = "file";
    private static final Pattern PATH = Pattern.compile("(/[a-z0-9-]{1,30}){1,3}");

    static PictureForm of(Query query) throws Refusal {
        boolean file = query.choice("form", Set.of(PAGE, FILE)).orElse(PAGE).equals(FILE);
        return new PictureForm(file, path(query, "links").orElse("/v1"), zone(query));
    }

    /** Reads the path below which links lead; empty where none is given. */
    static Optional<String> path(Query query, String name) throws Refusal {
        Optional<String> path = query.text(name);
        if (path.isPresent() && !PATH.matcher(path.get()).matches()) {
            throw Refusal.invalid(
                    List.of(new Refusal.Flaw(name, "this is not a path prefix for links, such as `/v1`")));
        }
        return path;
    }

    private static ZoneId zone(Query query) throws Refusal {
        try {
            return query.text("zone").map(ZoneId::of).orElse(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw Refusal.invalid(List.of(new Refusal.Flaw("zone", "this is not a time zone such as `Europe/Berlin`")));
        }
    }

    /** The address of each part of a picture. */
    Links parts() {
        return ref -> PictureView.link(links, ref);
    }

    /** The drawing as an element of a page, with links to what its parts stand for. */
    String drawn(Drawing drawing, String id) {
        return SvgRenderer.page(drawing, parts(), id);
    }

    static Reply file(Drawing drawing) {
        return new Reply(
                200,
                Map.of("Content-Type", "image/svg+xml"),
                new Body.Whole(SvgRenderer.file(drawing).getBytes(StandardCharsets.UTF_8)));
    }
}
