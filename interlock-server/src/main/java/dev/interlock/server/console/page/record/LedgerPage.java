package dev.interlock.server.console.page.record;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.codec.EventCodec;
import dev.interlock.server.console.Frames;
import dev.interlock.server.console.Html;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Note;
import dev.interlock.server.console.Page;
import dev.interlock.server.console.V1;
import dev.interlock.server.console.V1Refusal;
import dev.interlock.server.console.Visit;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The ledger: its entries, found by what they are about, and each with its proof. */
public final class LedgerPage implements Page {

    private static final String CURRENT = "ledger";
    private static final int MOST = 100;
    private static final List<String> FILTERS =
            List.of("kind", "verdict", "task", "call", "hold", "lane", "object", "party", "rule");

    private final Frames frames;

    public LedgerPage(Frames frames) {
        this.frames = frames;
    }

    @Override
    public Reply answer(Visit visit) throws V1Refusal, Refusal, IOException {
        List<String> path = visit.path();
        return switch (path.size()) {
            case 1 -> list(visit);
            case 2 -> entry(visit, path.get(1));
            case 3 -> {
                if (!path.get(2).equals("proof")) {
                    throw Visit.nowhere();
                }
                yield Reply.json(200, (ObjectNode) EntryModel.proof(get(visit, path.get(1))));
            }
            default -> throw Visit.nowhere();
        };
    }

    private Reply list(Visit visit) throws V1Refusal, Refusal, IOException {
        Map<String, String> filters = filters(visit);
        Optional<String> before = visit.parameter("before");
        ObjectNode found;
        Optional<Note> problem = Optional.empty();
        try {
            found = visit.v1().get("entries?limit=" + MOST + query(filters, before));
        } catch (V1Refusal e) {
            found = Json.object();
            problem = Optional.of(Note.bad("This cannot be searched for", e.detail()));
        }
        Optional<String> older = found.has("next")
                ? Optional.of("/console/ledger?"
                        + query(filters, Optional.of(Nodes.text(found, "next"))).substring(1))
                : Optional.empty();
        ObjectNode ledger = visit.v1().get("ledger");
        var model = new LedgerModel(
                ledger.path("size").asLong(),
                found.path("indexed").asLong(ledger.path("size").asLong()),
                Nodes.list(found.path("entries"), Line::of),
                older,
                filters,
                List.copyOf(new TreeSet<>(EventCodec.ALL_TYPES)),
                LedgerModel.Checkpoint.of(visit.v1().get("checkpoint"), ledger));
        return page(
                visit,
                problem.isEmpty() ? 200 : 400,
                "ledger.jte",
                "Ledger",
                Map.of("model", model, "problem", problem));
    }

    private static Map<String, String> filters(Visit visit) throws Refusal {
        Map<String, String> filters = new LinkedHashMap<>();
        for (String name : FILTERS) {
            visit.parameter(name)
                    .map(String::strip)
                    .filter(value -> !value.isEmpty())
                    .ifPresent(value -> filters.put(name, value));
        }
        return filters;
    }

    private static String query(Map<String, String> filters, Optional<String> before) {
        var query = new StringBuilder();
        filters.forEach(
                (name, value) -> query.append('&').append(name).append('=').append(V1.encoded(value)));
        before.ifPresent(number -> query.append("&before=").append(V1.encoded(number)));
        return query.toString();
    }

    private static ObjectNode get(Visit visit, String number) throws V1Refusal, IOException {
        return visit.v1().get("entries/" + V1.encoded(number));
    }

    private Reply entry(Visit visit, String number) throws V1Refusal, IOException {
        ObjectNode entry = get(visit, number);
        long size = visit.v1().get("ledger").path("size").asLong();
        return page(visit, 200, "ledger-entry.jte", "Entry " + number, Map.of("entry", EntryModel.of(entry, size)));
    }

    private Reply page(Visit visit, int status, String template, String title, Map<String, Object> model)
            throws IOException {
        Map<String, Object> parameters = new LinkedHashMap<>(model);
        parameters.put("frame", frames.of(visit, CURRENT, title));
        return Html.page(status, template, parameters);
    }
}
