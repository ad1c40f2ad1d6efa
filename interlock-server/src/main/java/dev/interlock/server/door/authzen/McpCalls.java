package dev.interlock.server.door.authzen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.server.enforce.Enforcer;
import dev.interlock.server.enforce.Question;
import dev.interlock.server.identity.registry.EnforcementPoint;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.PlainJson;
import dev.interlock.server.mcp.GovernedMethod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Evaluations about MCP, in the shape of COAZ, decided as our own MCP door decides: calls of tools, reads, prompts and completions by the
 * same entries of the catalogue, so both doors share rules, approvals and history; a subscription as a read of each resource; a list by
 * whether the task allows anything that is in it; the rest is nothing to decide on, once it is known who asks. Thread-safe.
 */
final class McpCalls {

    /** Members of an action's properties, as {@link CoazMapping} writes them. */
    static final String ARGUMENTS = "arguments";

    static final String ANSWERS = "answers";
    static final String RESOURCES = "resources";

    /** The property of a resource that names the server, by its name in the catalogue. */
    static final String SERVER = "server";

    /** The largest number of resources in a subscription, as on a stream of our own door. */
    private static final int MOST_RESOURCES = 100;

    private final Enforcer enforcer;

    McpCalls(Enforcer enforcer) {
        this.enforcer = enforcer;
    }

    /** Returns the question of the evaluation; empty if it is not about MCP. */
    Optional<Questions.Mapped> of(EnforcementPoint by, Evaluation evaluation, ActingSubject acting) {
        return McpMethod.of(evaluation).map(method -> of(method, by, evaluation, acting));
    }

    private Questions.Mapped of(McpMethod method, EnforcementPoint by, Evaluation evaluation, ActingSubject acting) {
        String id = evaluation.resource().id();
        var about = new About(by, evaluation, acting);
        return switch (method) {
            case INITIALIZE, DISCOVER, SET_LEVEL, UNSUBSCRIBE, TASKS_GET, TASKS_CANCEL ->
                new Questions.Mapped.Permitted();
            case TOOLS_LIST -> listed(about, entry -> !entry.startsWith(GovernedMethod.ENTRY_PREFIX));
            case RESOURCES_LIST, TEMPLATES_LIST -> listed(about, GovernedMethod.RESOURCE.entry()::equals);
            case PROMPTS_LIST -> listed(about, GovernedMethod.PROMPT.entry()::equals);
            case LISTEN -> listening(about);
            case SUBSCRIBE -> new Questions.Mapped.Reads(List.of(read(about, id)));
            case CALL -> unread(evaluation).orElseGet(() -> called(about));
            case READ -> unread(evaluation).orElseGet(() -> new Questions.Mapped.Call(read(about, id)));
            case PROMPT -> unread(evaluation).orElseGet(() -> new Questions.Mapped.Call(prompt(about)));
            case COMPLETE -> unread(evaluation).orElseGet(() -> new Questions.Mapped.Call(completion(about)));
        };
    }

    /** The denial of what cannot be read here as whoever carries it out may read it. */
    private static Optional<Questions.Mapped> unread(Evaluation evaluation) {
        if (answered(evaluation)) {
            return Optional.of(undecided());
        }
        JsonNode first = evaluation.action().properties().path(ARGUMENTS);
        JsonNode second = evaluation.context().path(ARGUMENTS);
        boolean objects = (isAbsent(first) || first.isObject()) && (isAbsent(second) || second.isObject());
        return objects && (isAbsent(first) || isAbsent(second) || first.equals(second))
                ? Optional.empty()
                : Optional.of(new Questions.Mapped.Denied(
                        "arguments-malformed",
                        "`arguments` must be an object in `action.properties` or in `context`, or the same"
                                + " object in both"));
    }

    private static boolean isAbsent(JsonNode arguments) {
        return arguments.isMissingNode() || arguments.isNull();
    }

    /**
     * An evaluation about MCP, and its actor.
     *
     * @param by the enforcement point
     */
    private record About(EnforcementPoint by, Evaluation evaluation, ActingSubject acting) {

        Question question(String server, String tool, Map<String, @Nullable Object> arguments) {
            return acting.question(server, tool, arguments);
        }

        Question content(GovernedMethod method, Map<String, @Nullable Object> arguments) {
            return question(server().orElse(""), method.entry(), arguments);
        }

        Optional<String> server() {
            return Optional.ofNullable(Json.string(evaluation.resource().properties(), SERVER))
                    .or(by::server);
        }

        /** Returns the arguments, which stand with the action, or in the context. */
        Optional<Map<String, @Nullable Object>> arguments() {
            ObjectNode given = Json.child(evaluation.action().properties(), ARGUMENTS);
            ObjectNode other = given != null ? given : Json.child(evaluation.context(), ARGUMENTS);
            return Optional.ofNullable(other).map(PlainJson::of);
        }
    }

    /** Answers to a server's questions are part of the call, and where they came is not known here. */
    private static boolean answered(Evaluation evaluation) {
        JsonNode answers = evaluation.action().properties().get(ANSWERS);
        return answers != null && !answers.isNull();
    }

    private static Questions.Mapped undecided() {
        return new Questions.Mapped.Denied(
                "answers-undecided",
                "the call contains answers to its server's questions, which are only decided at Interlock's own MCP"
                        + " door");
    }

    /** The id names the tool as its server does; where no server is known, as the catalogue does. */
    private static Questions.Mapped called(About about) {
        String id = about.evaluation().resource().id();
        int slash = id.indexOf('/');
        boolean whole = about.server().isEmpty() && slash > 0;
        String server = whole ? id.substring(0, slash) : about.server().orElse("");
        String tool = whole ? id.substring(slash + 1) : id;
        if (tool.startsWith(GovernedMethod.ENTRY_PREFIX)) {
            return new Questions.Mapped.Denied(
                    "tool-unknown",
                    "no tool's name begins with `" + GovernedMethod.ENTRY_PREFIX
                            + "`: reads and prompts have their own methods");
        }
        return new Questions.Mapped.Call(
                about.question(server, tool, about.arguments().orElseGet(LinkedHashMap::new)));
    }

    private static Question read(About about, String uri) {
        Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
        arguments.put("uri", uri);
        return about.content(GovernedMethod.RESOURCE, arguments);
    }

    private static Question prompt(About about) {
        Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
        arguments.put("name", about.evaluation().resource().id());
        about.arguments().ifPresent(given -> arguments.put(ARGUMENTS, given));
        return about.content(GovernedMethod.PROMPT, arguments);
    }

    /** Returns the question of a completion: it completes the prompt or the resource, whatever its parameters say. */
    private static Question completion(About about) {
        Map<String, @Nullable Object> arguments = about.arguments().orElseGet(LinkedHashMap::new);
        Evaluation.Entity resource = about.evaluation().resource();
        boolean prompt = resource.type().equals(McpMethod.PROMPT_TYPE);
        Map<String, @Nullable Object> ref = new LinkedHashMap<>();
        if (arguments.get("ref") instanceof Map<?, ?> given) {
            given.forEach((name, value) -> ref.put(String.valueOf(name), value));
        }
        ref.put("type", prompt ? "ref/prompt" : "ref/resource");
        ref.put(prompt ? "name" : "uri", resource.id());
        arguments.put("ref", ref);
        return about.content(GovernedMethod.COMPLETION, arguments);
    }

    /** @param wanted entries of a server that stand for what is in the list */
    private Questions.Mapped listed(About about, Predicate<String> wanted) {
        Optional<String> server =
                about.server().or(() -> named(about.evaluation().resource().id()));
        List<String> entries = enforcer.policy().catalog().tools().values().stream()
                .filter(entry -> server.isEmpty() || server.get().equals(entry.server()))
                .filter(entry -> wanted.test(entry.tool()))
                .map(ToolEntry::name)
                .toList();
        return enforcer.nothingSeen(about.acting().subject(), about.acting().task(), Optional.of(entries))
                .<Questions.Mapped>map(McpCalls::denied)
                .orElseGet(Questions.Mapped.Permitted::new);
    }

    /** The id of a server is its name in the catalogue, or whatever its tokens are for. */
    private Optional<String> named(String id) {
        return enforcer.policy().catalog().tools().values().stream()
                .map(ToolEntry::server)
                .filter(id::equals)
                .findFirst();
    }

    private Questions.Mapped listening(About about) {
        JsonNode resources = about.evaluation().action().properties().path(RESOURCES);
        var reads = new ArrayList<Question>();
        for (JsonNode uri : resources) {
            if (uri.isTextual()) {
                reads.add(read(about, uri.textValue()));
            }
        }
        boolean absent = resources.isMissingNode() || resources.isNull();
        if (!absent && (!resources.isArray() || reads.size() < resources.size() || reads.size() > MOST_RESOURCES)) {
            return new Questions.Mapped.Denied(
                    "resources-malformed",
                    "`action.properties." + RESOURCES + "` must be a list of at most " + MOST_RESOURCES + " URIs");
        }
        return enforcer.nothingSeen(about.acting().subject(), about.acting().task(), Optional.empty())
                .<Questions.Mapped>map(McpCalls::denied)
                .orElseGet(
                        () -> reads.isEmpty() ? new Questions.Mapped.Permitted() : new Questions.Mapped.Reads(reads));
    }

    private static Questions.Mapped denied(Enforcer.Nothing nothing) {
        return new Questions.Mapped.Denied(nothing.reason(), nothing.message());
    }
}
