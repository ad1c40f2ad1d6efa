package dev.interlock.server.door.authzen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.model.Caller;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.server.enforce.Decided;
import dev.interlock.server.enforce.Digests;
import dev.interlock.server.enforce.Enforcer;
import dev.interlock.server.enforce.Question;
import dev.interlock.server.identity.registry.EnforcementPoint;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.PlainJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Searches for subjects, resources and actions of permitted evaluations. Candidates are the registered parties, the
 * configured resources and the tools of the catalogue; each is decided as an evaluation would be, and nothing is
 * recorded. Thread-safe.
 */
final class Searches {

    static final String SUBJECT = "/access/v1/search/subject";
    static final String RESOURCE = "/access/v1/search/resource";
    static final String ACTION = "/access/v1/search/action";

    /** Results in one answer, where nothing else is asked for. */
    private static final int USUAL = 200;

    private static final int MOST = 1_000;

    /** Candidates that are decided on for one request; the answer says where to go on. */
    private static final int WORK = 2_000;

    /** The number of candidates that are decided on in one turn of the writer. */
    private static final int TURN = 50;

    private static final int LONGEST_TOKEN = 200;

    private final Enforcer enforcer;
    private final Questions questions;
    private final AuthzenConfig config;
    private final Registry registry;

    Searches(Enforcer enforcer, Questions questions, AuthzenConfig config, Registry registry) {
        this.enforcer = enforcer;
        this.questions = questions;
        this.config = config;
        this.registry = registry;
    }

    /**
     * A possible result.
     *
     * @param key the value by which candidates differ
     */
    private record Candidate(String key, ObjectNode result, Evaluation evaluation) {}

    ObjectNode subjects(EnforcementPoint by, ObjectNode body) throws AuthzenRefusal {
        Evaluation.Entity entity = Bodies.searched(body, Bodies.SUBJECT);
        Evaluation.Action action = Bodies.action(body);
        Evaluation.Entity resource = Bodies.entity(body, Bodies.RESOURCE);
        ObjectNode context = Bodies.context(body);
        var candidates = new ArrayList<Candidate>();
        AuthzenConfig.Parties type = config.types().get(entity.type());
        for (Caller party : registry.all()) {
            if (type != null && Questions.isOf(type, party) && by.mayAskAbout(party.name())) {
                var subject = new Evaluation.Entity(entity.type(), party.name(), entity.properties());
                candidates.add(new Candidate(
                        party.name(), named(subject), new Evaluation(subject, action, resource, context)));
            }
        }
        return search(by, body, candidates);
    }

    ObjectNode resources(EnforcementPoint by, ObjectNode body) throws AuthzenRefusal {
        Evaluation.Entity subject = Bodies.entity(body, Bodies.SUBJECT);
        Evaluation.Action action = Bodies.action(body);
        Evaluation.Entity entity = Bodies.searched(body, Bodies.RESOURCE);
        ObjectNode context = Bodies.context(body);
        var candidates = new ArrayList<Candidate>();
        for (String id : ids(by, entity.type())) {
            var resource = new Evaluation.Entity(entity.type(), id, entity.properties());
            candidates.add(new Candidate(id, named(resource), new Evaluation(subject, action, resource, context)));
        }
        return search(by, body, candidates);
    }

    /** The tools of the catalogue are resources as well. */
    private List<String> ids(EnforcementPoint by, String type) {
        SortedMap<String, Map<String, @Nullable Object>> configured =
                config.resources().get(type);
        if (configured != null) {
            return List.copyOf(configured.keySet());
        }
        return type.equals(McpMethod.TOOL)
                ? enforcer.policy().catalog().tools().values().stream()
                        .filter(tool ->
                                by.server().isEmpty() || by.server().get().equals(tool.server()))
                        .filter(tool -> !tool.tool().startsWith("mcp:"))
                        .map(tool -> by.server().isEmpty() ? tool.name() : tool.tool())
                        .toList()
                : List.of();
    }

    ObjectNode actions(EnforcementPoint by, ObjectNode body) throws AuthzenRefusal {
        Evaluation.Entity subject = Bodies.entity(body, Bodies.SUBJECT);
        Evaluation.Entity resource = Bodies.entity(body, Bodies.RESOURCE);
        ObjectNode context = Bodies.context(body);
        var candidates = new ArrayList<Candidate>();
        for (String name : names(resource.type())) {
            candidates.add(new Candidate(
                    name,
                    Json.object().put("name", name),
                    new Evaluation(subject, new Evaluation.Action(name, Json.object()), resource, context)));
        }
        return search(by, body, candidates);
    }

    private List<String> names(String type) {
        return switch (type) {
            case McpMethod.TOOL, McpMethod.RESOURCE, McpMethod.PROMPT_TYPE, McpMethod.SERVER, McpMethod.TASK ->
                McpMethod.named(type).stream().sorted().toList();
            default ->
                enforcer.policy().catalog().tools().values().stream()
                        .filter(tool -> tool.server().equals(type) && !tool.observed())
                        .map(ToolEntry::tool)
                        .toList();
        };
    }

    private static ObjectNode named(Evaluation.Entity entity) {
        return Json.object().put("type", entity.type()).put("id", entity.id());
    }

    private ObjectNode search(EnforcementPoint by, ObjectNode body, List<Candidate> candidates) throws AuthzenRefusal {
        questions.check(by, Bodies.context(body));
        ObjectNode page = Bodies.object(body.get("page"), "page");
        int limit = limit(page);
        String digest = digest(body, candidates);
        int from = from(page, digest, candidates.size());
        List<Candidate> left = candidates.subList(from, candidates.size());
        ArrayNode results = Json.array();
        int looked = 0;
        while (looked < left.size() && looked < WORK && results.size() < limit) {
            List<Candidate> turn =
                    left.subList(looked, Math.min(left.size(), looked + Math.min(TURN, limit - results.size())));
            addPermitted(by, turn, results);
            looked += turn.size();
        }
        ObjectNode reply = Json.object();
        reply.set("results", results);
        String next = looked < left.size() ? token(from + looked, digest) : "";
        reply.putObject("page").put("next_token", next).put("count", results.size());
        return reply;
    }

    private void addPermitted(EnforcementPoint by, List<Candidate> turn, ArrayNode results) {
        var mapped = new ArrayList<Questions.Mapped>(turn.size());
        turn.forEach(candidate -> mapped.add(questions.of(by, candidate.evaluation())));
        List<Question> calls =
                mapped.stream().flatMap(each -> each.calls().stream()).toList();
        Iterator<Decided> decided = (calls.isEmpty() ? List.<Decided>of() : enforcer.advise(calls)).iterator();
        for (int i = 0; i < turn.size(); i++) {
            boolean permitted = !mapped.get(i).denied();
            for (int left = mapped.get(i).calls().size(); left > 0; left--) {
                permitted &= decided.next().answer() instanceof Answer.Permit;
            }
            if (permitted) {
                results.add(turn.get(i).result());
            }
        }
    }

    private static int limit(ObjectNode page) throws AuthzenRefusal {
        JsonNode limit = page.get("limit");
        if (limit == null) {
            return USUAL;
        }
        if (!limit.isIntegralNumber() || !limit.canConvertToInt() || limit.intValue() < 1) {
            throw AuthzenRefusal.invalid("`page.limit` must be a whole number above zero");
        }
        return Math.min(limit.intValue(), MOST);
    }

    /**
     * Returns how many candidates the earlier pages looked at. A page token belongs to its search, and names no
     * candidate: it discloses nothing that is not among the results.
     */
    private static int from(ObjectNode page, String digest, int candidates) throws AuthzenRefusal {
        JsonNode token = page.get("token");
        if (token == null || token.isTextual() && token.textValue().isEmpty()) {
            return 0;
        }
        if (token.isTextual() && token.textValue().length() <= LONGEST_TOKEN) {
            try {
                String decoded = new String(Base64.getUrlDecoder().decode(token.textValue()), StandardCharsets.UTF_8);
                String from = decoded.startsWith(digest) ? decoded.substring(digest.length()) : "";
                if (from.matches("#[0-9]{1,9}") && Integer.parseInt(from.substring(1)) <= candidates) {
                    return Integer.parseInt(from.substring(1));
                }
            } catch (IllegalArgumentException e) {
                // said below
            }
        }
        throw AuthzenRefusal.invalid("`page.token` is not from this search, or the results have changed since");
    }

    private static String token(int from, String digest) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((digest + "#" + from).getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the digest of the search and of all its candidates. */
    private static String digest(ObjectNode body, List<Candidate> candidates) throws AuthzenRefusal {
        Map<String, @Nullable Object> search = PlainJson.of(ShownToken.withoutIn(body));
        search.remove("page");
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("search", search);
        all.put("candidates", candidates.stream().map(Candidate::key).toList());
        try {
            return Digests.canonical(all);
        } catch (IllegalArgumentException e) {
            throw AuthzenRefusal.invalid("the search cannot be written in canonical form: " + e.getMessage());
        }
    }
}
