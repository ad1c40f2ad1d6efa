package dev.interlock.server.console.page.find;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.console.Frames;
import dev.interlock.server.console.Html;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Page;
import dev.interlock.server.console.Places;
import dev.interlock.server.console.Text;
import dev.interlock.server.console.V1;
import dev.interlock.server.console.V1Refusal;
import dev.interlock.server.console.Visit;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds something by its id, or by the beginning of its name. */
public final class FindPage implements Page {

    private static final int LONGEST = 200;
    private static final int MOST = 20;

    private static final Pattern ID = Pattern.compile("([a-z]+)-([0-9]{1,15})");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,15}");

    private final Frames frames;

    public FindPage(Frames frames) {
        this.frames = frames;
    }

    @Override
    public Reply answer(Visit visit) throws V1Refusal, Refusal, IOException {
        if (visit.path().size() > 1) {
            throw Visit.nowhere();
        }
        String query = visit.parameter("q").orElse("").strip();
        if (query.length() > LONGEST) {
            query = query.substring(0, LONGEST);
        }
        Optional<String> place = place(query.toLowerCase(Locale.ROOT));
        if (place.isPresent()) {
            return Html.seeOther(place.get());
        }
        List<FindModel.Hit> hits = query.isEmpty() ? List.of() : hits(visit.v1(), query);
        return Html.page(
                200,
                "find.jte",
                Map.of(
                        "frame",
                        frames.of(visit, "find", "Find"),
                        "model",
                        new FindModel(Text.plain(query, LONGEST), hits)));
    }

    /** The page of something that has an id, which needs no looking for. */
    private static Optional<String> place(String query) {
        if (NUMBER.matcher(query).matches()) {
            return Optional.of("/console/ledger/" + query);
        }
        Matcher id = ID.matcher(query);
        if (!id.matches()) {
            return Optional.empty();
        }
        return switch (id.group(1)) {
            case "lease" -> Optional.of("/console/leases/" + query);
            case "a", "l", "d", "r", "accept" -> Optional.of("/console/ledger/" + id.group(2));
            default -> Places.of(query);
        };
    }

    private static List<FindModel.Hit> hits(V1 v1, String query) throws V1Refusal, IOException {
        var hits = new ArrayList<FindModel.Hit>();
        String low = query.toLowerCase(Locale.ROOT);
        for (JsonNode party : v1.get("parties?limit=500").path("parties")) {
            String name = Nodes.text(party, "name");
            if (name.toLowerCase(Locale.ROOT).startsWith(low) && hits.size() < MOST) {
                boolean person = Nodes.text(party, "kind").equals("person");
                hits.add(new FindModel.Hit(
                        person ? "person" : "agent",
                        Nodes.text(party, "kind"),
                        Text.of(name, 100),
                        Places.party(name),
                        Text.of(Nodes.given(party, "owner").orElse(""), 100)));
            }
        }
        for (JsonNode rule : v1.get("rules?limit=500").path("rules")) {
            String id = Nodes.text(rule, "id");
            String title = Nodes.text(rule, "title");
            boolean fits = id.toLowerCase(Locale.ROOT).startsWith(low)
                    || title.toLowerCase(Locale.ROOT).contains(low);
            if (fits && hits.size() < 2 * MOST) {
                hits.add(new FindModel.Hit("rule", "rule", Text.of(id, 100), Places.rule(id), Text.of(title)));
            }
        }
        for (JsonNode object :
                v1.get("objects?limit=" + MOST + "&q=" + V1.encoded(query)).path("objects")) {
            String name = Nodes.text(object, "object");
            hits.add(new FindModel.Hit(
                    "object",
                    "object",
                    Text.of(name, 200),
                    Places.object(name),
                    Text.of(entries(object.path("entries").asLong()))));
        }
        return List.copyOf(hits);
    }

    private static String entries(long count) {
        return count == 1 ? "1 entry" : count + " entries";
    }
}
