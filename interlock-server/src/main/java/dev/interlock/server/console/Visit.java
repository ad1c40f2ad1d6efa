package dev.interlock.server.console;

import dev.interlock.engine.model.Caller;
import dev.interlock.server.console.session.Session;
import dev.interlock.server.http.server.FormBody;
import dev.interlock.server.http.server.Refusal;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One request of a person who is signed in.
 *
 * @param path the segments below {@code /console}, decoded
 * @param query the parameters, decoded
 * @param form what was sent, if the request is to change something; its token was checked
 * @param session whose it is
 * @param formToken what forms on the page have to bring along
 * @param v1 the API, as this person
 * @param zone the zone of the viewer's clock
 * @param now what time it is
 * @param recorded the number of entries that there were when it came: what is recorded later may be missing on its page
 */
public record Visit(
        List<String> path,
        Map<String, List<String>> query,
        Optional<FormBody> form,
        Session session,
        String formToken,
        V1 v1,
        ZoneId zone,
        Instant now,
        long recorded) {

    public Visit {
        path = List.copyOf(path);
    }

    /** The person who is signed in. */
    public Caller person() {
        return session.person();
    }

    /** Asks for the roles of the person. */
    public ViewerRoles roles() throws V1Refusal, IOException {
        return ViewerRoles.of(v1.get("whoami"));
    }

    /** Returns a segment of the path, from 0; empty where the path is shorter. */
    public Optional<String> segment(int place) {
        return place < path.size() ? Optional.of(path.get(place)) : Optional.empty();
    }

    /** Returns the value of a parameter that may be given once. */
    public Optional<String> parameter(String name) throws Refusal {
        List<String> values = query.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw Refusal.invalid("parameter `" + name + "` occurs more than once");
        }
        return values.stream().findFirst();
    }

    /** Returns a field of the form; empty where it was not filled in. */
    public Optional<String> field(String name) {
        return form.flatMap(body -> body.value(name));
    }

    /** The address of the page, with its query. */
    public String place() {
        var place = new StringBuilder(ConsoleDoor.ROOT);
        path.forEach(segment -> place.append('/').append(V1.encoded(segment)));
        var separator = new java.util.concurrent.atomic.AtomicReference<>("?");
        query.forEach((name, values) -> values.forEach(value -> place.append(separator.getAndSet("&"))
                .append(V1.encoded(name))
                .append('=')
                .append(V1.encoded(value))));
        return place.toString();
    }

    /** The viewer's clock. */
    public Moments moments() {
        return new Moments(zone, now);
    }

    /** Refuses a path that has no page. */
    public static Refusal nowhere() {
        return new Refusal(404, "not-found", "there is no such page");
    }
}
