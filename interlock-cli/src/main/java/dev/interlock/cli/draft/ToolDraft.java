package dev.interlock.cli.draft;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.enforce.Reviewed;
import dev.interlock.server.openapi.Operation;
import dev.interlock.server.render.Plain;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A guess at what a tool does, from its name, schemas and annotations. All of it is the upstream's own word: no more than a start for
 * whoever reviews it.
 *
 * @param server the upstream that offers it
 * @param verb the first word of its name that says what is done; empty: none was found
 * @param noun the other words of its name, in the singular
 * @param duty such as {@code vendor.create}
 * @param say how a call of it reads, if its name says what it does
 * @param on paths of arguments that name objects it acts on, by type
 * @param of paths of arguments that name what the created object belongs to, by type
 * @param creates paths of the result that name what it creates, by type
 * @param unplaced whether it creates an object of its type, and nothing says where its result names it
 * @param ids what the ids of the objects that arguments name seem to look like, by type, as a catalogue writes it
 * @param values paths of arguments whose identity matters, by name
 * @param amount the arguments that say how much, and of what
 * @param reads whether it changes nothing
 * @param sends whether something goes out
 * @param anything whether it can do anything, as a shell does
 * @param labels what its results may hold: {@code untrusted}, what strangers wrote; {@code secret}
 * @param doubts what a reviewer should look at
 * @param type the object type that it is about; empty: none could be told
 * @param arguments all that it takes
 * @param output the schema of its result
 */
public record ToolDraft(
        String server,
        String name,
        String description,
        String verb,
        String noun,
        String duty,
        Optional<String> say,
        SortedMap<String, String> on,
        SortedMap<String, String> of,
        SortedMap<String, String> creates,
        boolean unplaced,
        SortedMap<String, String> ids,
        SortedMap<String, String> values,
        Optional<String> amount,
        boolean reads,
        boolean sends,
        boolean anything,
        List<String> labels,
        boolean destroys,
        String reviewed,
        List<String> doubts,
        String type,
        List<Argument> arguments,
        JsonNode output) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final Set<String> VALUES = Set.of(
            "iban",
            "account",
            "recipient",
            "recipients",
            "to",
            "email",
            "url",
            "uri",
            "destination",
            "payee",
            "address",
            "phone",
            "webhook",
            "path",
            "host");
    private static final Set<String> CODE = Set.of("sql", "command", "cmd", "code", "script", "expression");
    private static final Set<String> SECRET = Set.of("secret", "password", "credential", "api-key", "access-token");
    private static final Set<String> OUTSIDE =
            Set.of("mail", "email", "web", "page", "url", "message", "issue", "inbox");

    /** @param server name of the upstream: the noun of a tool that has none */
    static ToolDraft of(String server, ObjectNode tool, Optional<String> prefix) {
        String name = tool.path("name").asText();
        return of(server, tool, ToolName.of(name, server, prefix), Argument.ofTool(tool));
    }

    /** Drafts an operation of an API, which says what it does by its method as well. */
    static ToolDraft of(String server, Operation operation) {
        return of(server, operation.definition(), ToolName.of(operation), Argument.ofOperation(operation.definition()));
    }

    private static ToolDraft of(String server, ObjectNode tool, ToolName parts, List<Argument> arguments) {
        JsonNode hints = tool.path("annotations");
        List<String> doubts = new ArrayList<>();
        boolean anything = ToolName.ANYTHING.contains(parts.verb())
                || arguments.stream().map(Argument::name).anyMatch(CODE::contains);
        boolean reads = reads(parts.verb(), hints.path("readOnlyHint").asBoolean(false), anything, doubts);
        boolean destroys =
                !reads && (hints.path("destructiveHint").asBoolean(false) || ToolName.REMOVING.contains(parts.verb()));
        String type = isType(parts.type()) && !(anything && CODE.contains(parts.type())) ? parts.type() : "";
        boolean makes = !reads && ToolName.CREATING.contains(parts.verb()) && !type.isEmpty();
        SortedMap<String, String> creates = new TreeMap<>();
        if (makes && !ObjectsDraft.of(arguments, "", false, new ArrayList<>()).containsKey(type)) {
            created(tool.path("outputSchema").path("properties"), type)
                    .ifPresent(member -> creates.put(type, "result." + member));
        }
        // what the result names has no name of its own among the arguments
        SortedMap<String, Argument> named = ObjectsDraft.of(arguments, creates.isEmpty() ? type : "", reads, doubts);
        SortedMap<String, String> on = ObjectsDraft.paths(named);
        if (!reads && creates.isEmpty()) {
            named.forEach((object, argument) -> askForAll(argument, object, destroys, doubts));
        }
        String duty = (type.isEmpty() ? word(server) : type) + "." + verb(parts.verb(), reads, doubts);
        List<String> labels = reads ? labels(parts.noun(), hints) : List.of();
        SortedMap<String, String> values = reads ? new TreeMap<>() : values(arguments, on);
        Optional<String> amount = amount(arguments, doubts);
        return new ToolDraft(
                server,
                tool.path("name").asText(),
                firstSentence(tool.path("description").asText("")),
                parts.verb(),
                parts.type(),
                duty,
                anything ? Optional.empty() : SayDraft.of(parts, type, said(named), values, amount.isPresent()),
                creates.isEmpty() ? on : new TreeMap<>(),
                creates.isEmpty() ? new TreeMap<>() : on,
                creates,
                makes && creates.isEmpty() && !on.containsKey(type),
                IdDraft.of(named, arguments),
                values,
                amount,
                reads,
                !reads && ToolName.SENDING.contains(parts.verb()),
                anything,
                labels,
                destroys,
                Reviewed.digest(tool),
                doubts,
                type,
                arguments,
                tool.path("outputSchema"));
    }

    private static List<String> labels(String noun, JsonNode hints) {
        List<String> labels = new ArrayList<>();
        if (SECRET.stream().anyMatch(noun::contains)) {
            labels.add("secret");
        }
        if (hints.path("openWorldHint").asBoolean(false) || OUTSIDE.stream().anyMatch(noun::contains)) {
            labels.add("untrusted");
        }
        return labels;
    }

    /** Returns whether the tool only reads, as far as its name and what it says of itself agree. */
    private static boolean reads(String verb, boolean says, boolean anything, List<String> doubts) {
        boolean named = ToolName.READING.contains(verb) || says && ToolName.AMBIGUOUS.contains(verb);
        if (named && !says && !anything) {
            doubts.add("only its name suggests that it only reads");
        }
        if (says && !verb.isEmpty() && !named) {
            doubts.add("it claims that it only reads, but its name suggests more");
            return false;
        }
        return !anything && (says || named);
    }

    /** The objects that words can name: of a list there are many. */
    private static SortedMap<String, String> said(SortedMap<String, Argument> named) {
        SortedMap<String, Argument> single = new TreeMap<>(named);
        single.values().removeIf(Argument::isRepeated);
        return ObjectsDraft.paths(single);
    }

    private static SortedMap<String, String> values(List<Argument> arguments, Map<String, String> on) {
        SortedMap<String, String> values = new TreeMap<>();
        for (Argument argument : arguments) {
            String lower = argument.name().toLowerCase(Locale.ROOT);
            if (VALUES.contains(lower) && argument.canName() && !on.containsValue(argument.path())) {
                values.putIfAbsent(lower.replace('_', '-'), argument.optionalPath());
            }
        }
        return values;
    }

    /** The verb of the duty: one for all ways to read, and a general one for a tool whose name has none. */
    private static String verb(String verb, boolean reads, List<String> doubts) {
        if (verb.isEmpty()) {
            doubts.add("its name does not show what it does");
            return reads ? "read" : "use";
        }
        return reads || ToolName.READING.contains(verb) ? "read" : verb;
    }

    /** A tool that changes something may change all of it, by a word for that; one that destroys something may, where nothing is named. */
    private static void askForAll(Argument argument, String type, boolean destroys, List<String> doubts) {
        argument.forAll()
                .map(word -> argument.path() + " == \"" + Plain.of(word) + "\"")
                .or(() -> destroys && !argument.required()
                        ? Optional.of("!has(" + argument.path() + ")")
                        : Optional.empty())
                .ifPresent(when ->
                        doubts.add("if it then acts on every `" + type + "`: `all: {" + type + ": '" + when + "'}`"));
    }

    /** The member of a result that names the new object, where the schema of the result has one. */
    private static Optional<String> created(JsonNode result, String type) {
        return Optional.of(named(result, type)).filter(result::has);
    }

    /** The member of a result that seems to name an object of the type. */
    static String named(JsonNode result, String type) {
        String id = type.replace('-', '_') + "_id";
        return Stream.of(id, "id", type).filter(result::has).findFirst().orElse(id);
    }

    /** Returns whether a catalogue can name the argument without quotes. */
    static boolean isPlain(String name) {
        return NAME.matcher(name).matches();
    }

    /** Returns whether the path names an object of the call, whose type has a form of its own. */
    boolean names(String path) {
        return on.containsValue(path) || of.containsValue(path);
    }

    /** Returns drafts of all tools of a server, each in the light of the others. */
    static List<ToolDraft> all(String server, List<ObjectNode> tools) {
        Optional<String> prefix = ToolName.prefix(
                tools.stream().map(tool -> tool.path("name").asText()).toList());
        List<ToolDraft> drafts =
                tools.stream().map(tool -> of(server, tool, prefix)).toList();
        return drafts.stream().map(draft -> draft.placed(drafts)).toList();
    }

    /**
     * Returns the same draft with a place in its result for what it creates, if the server describes no results and another tool takes the id
     * of such an object: servers call one thing by one name.
     */
    private ToolDraft placed(List<ToolDraft> others) {
        if (!unplaced || !output.isMissingNode()) {
            return this;
        }
        Optional<String> id = others.stream()
                .filter(other -> other.on().containsKey(type))
                .map(other -> other.on().get(type))
                .filter(path -> path.toLowerCase(Locale.ROOT).endsWith("id"))
                .map(path -> path.substring(path.lastIndexOf('.') + 1))
                .filter(name -> !name.equalsIgnoreCase("id"))
                .findFirst();
        if (id.isEmpty()) {
            return this;
        }
        List<String> more = new ArrayList<>(doubts);
        more.add("it does not state where its result has the id of the new `" + type + "`: other tools call it `"
                + id.get() + "`");
        return new ToolDraft(
                server,
                name,
                description,
                verb,
                noun,
                duty,
                say,
                new TreeMap<>(),
                on,
                new TreeMap<>(Map.of(type, "result." + id.get())),
                false,
                ids,
                values,
                amount,
                reads,
                sends,
                anything,
                labels,
                destroys,
                reviewed,
                more,
                type,
                arguments,
                output);
    }

    /** Returns the same draft with other names of its duty and object types. */
    ToolDraft renamed(UnaryOperator<String> duties, UnaryOperator<String> named) {
        Optional<String> words = say;
        for (String type : objects().keySet()) {
            words = words.map(text -> text.replace("{" + type + "}", "{" + named.apply(type) + "}"));
        }
        return new ToolDraft(
                server,
                name,
                description,
                verb,
                noun,
                duties.apply(duty),
                words,
                renamed(on, named),
                renamed(of, named),
                renamed(creates, named),
                unplaced,
                renamed(ids, named),
                values,
                amount,
                reads,
                sends,
                anything,
                labels,
                destroys,
                reviewed,
                doubts,
                type.isEmpty() ? "" : named.apply(type),
                arguments,
                output);
    }

    private static SortedMap<String, String> renamed(SortedMap<String, String> byType, UnaryOperator<String> named) {
        SortedMap<String, String> renamed = new TreeMap<>();
        byType.forEach((type, value) -> renamed.put(named.apply(type), value));
        return renamed;
    }

    /** Returns the paths of all arguments that name objects, by type. */
    SortedMap<String, String> objects() {
        SortedMap<String, String> objects = new TreeMap<>(of);
        objects.putAll(on);
        return objects;
    }

    /** Returns whether the draft reads the argument as a value or as a part of the amount. */
    boolean readsPath(String path) {
        return values.containsValue(path)
                || values.containsValue(path + "?")
                || amount.filter(text -> text.contains(path + ",") || text.contains(path + "}"))
                        .isPresent();
    }

    private static Optional<String> amount(List<Argument> arguments, List<String> doubts) {
        Optional<String> amount = path(arguments, "amount");
        Optional<String> currency = path(arguments, "currency");
        if (amount.isPresent() && currency.isEmpty()) {
            doubts.add("it has an amount without a unit: add `amount: {value: " + amount.get()
                    + ", unit: ...}` if a limit counts it");
        }
        return amount.isPresent() && currency.isPresent()
                ? Optional.of("{value: " + amount.get() + ", unit: " + currency.get() + "}")
                : Optional.empty();
    }

    private static Optional<String> path(List<Argument> arguments, String name) {
        return arguments.stream()
                .filter(argument -> argument.name().equals(name))
                .filter(argument -> argument.canName()
                        || argument.schema().path("type").asText().equals("number"))
                .map(Argument::path)
                .findFirst();
    }

    static boolean isType(String word) {
        return TYPE.matcher(word).matches() && word.length() <= 64;
    }

    private static String word(String server) {
        return isType(server) ? server : "tool";
    }

    /** Returns the description as a comment shows it: one line, printable, and short, for the upstream wrote it. */
    private static String firstSentence(String description) {
        String line = Plain.of(description).strip().replaceAll("\\s+", " ");
        int end = line.indexOf(". ");
        String sentence = end > 0 ? line.substring(0, end) : line;
        return sentence.length() > 100 ? sentence.substring(0, 97) + "..." : sentence;
    }
}
