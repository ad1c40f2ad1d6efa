package dev.interlock.policy.catalog;

import dev.interlock.engine.command.Inspection;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.id.IdForm;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Fault;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.argument.ArgumentCheck;
import dev.interlock.policy.argument.ArgumentSchema;
import dev.interlock.policy.secret.Fingerprint;
import dev.interlock.policy.secret.SecretScan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tools of a bundle: maps a call to the facts that the engine decides on, and a result to the objects it names. Immutable and
 * thread-safe.
 */
public final class Catalog {

    private final SortedMap<String, ToolEntry> tools;
    private final Map<String, Integer> ranks;
    private final String strictest;
    private final List<RuleCondition> conditions;
    private final SecretScan standing;
    private final Kinds kinds;
    private final boolean confirms;
    private final ObjectIds ids;
    private final KnownDestinations known;
    private final boolean contacts;
    private final ReachedDestinations reached;
    /** The tools by server, then by name. */
    private final Map<String, Map<String, PreparedTool>> prepared = new HashMap<>();

    /**
     * @param tools by {@code server/tool}
     * @param tiers names from the lowest to the strictest
     * @param conditions of rules
     * @param secrets fingerprints, by the names that the author gave them
     * @param pairs kinds of keys that are made of several
     * @param types the object types
     * @param known destinations that need no content to be known
     * @param rules those of the kind {@code first-use} compare the destinations of calls
     */
    public Catalog(
            SortedMap<String, ToolEntry> tools,
            List<String> tiers,
            List<RuleCondition> conditions,
            SortedMap<String, Fingerprint> secrets,
            Set<String> pairs,
            Map<String, ObjectType> types,
            KnownDestinations known,
            List<Rule> rules) {
        this.known = known;
        this.reached = new ReachedDestinations(rules);
        this.kinds = new Kinds(pairs, types);
        this.ids = new ObjectIds(forms(types));
        this.standing = SecretScan.standing(secrets);
        this.tools = Collections.unmodifiableSortedMap(new TreeMap<>(tools));
        Map<String, Integer> byName = new TreeMap<>();
        tiers.forEach(tier -> byName.put(tier, byName.size()));
        this.ranks = Map.copyOf(byName);
        this.strictest = tiers.get(tiers.size() - 1);
        this.conditions = List.copyOf(conditions);
        this.confirms = tools.values().stream().anyMatch(tool -> tool.confirm().isPresent());
        this.contacts = tools.values().stream()
                .anyMatch(tool -> !tool.content().contacts().registered().isEmpty());
        for (ToolEntry entry : tools.values()) {
            prepared.computeIfAbsent(entry.server(), server -> new HashMap<>())
                    .put(entry.tool(), new PreparedTool(entry, this.conditions));
        }
    }

    private @Nullable PreparedTool prepared(String server, String tool) {
        return prepared.getOrDefault(server, Map.of()).get(tool);
    }

    private static Map<String, IdForm> forms(Map<String, ObjectType> types) {
        Map<String, IdForm> forms = new TreeMap<>();
        types.forEach((name, type) -> type.id().ifPresent(form -> forms.put(name, form)));
        return forms;
    }

    /** The types of which the object that a call of the tool creates may have existed before, with the types above them. */
    public static SortedSet<String> mayUpsert(ToolEntry entry, Map<String, ObjectType> types) {
        Set<String> upserted = new TreeSet<>();
        entry.mappings().forEach(mapping -> upserted.addAll(mapping.mayExist()));
        return new Kinds(Set.of(), types).withThoseAbove(upserted);
    }

    /** The kinds of which a call of the tool may be about every key. */
    public static SortedSet<String> mayBeAboutAll(ToolEntry entry, Set<String> pairs, Map<String, ObjectType> types) {
        return new Kinds(pairs, types).aboutAll(entry.all().keySet());
    }

    public Optional<ToolEntry> tool(String server, String tool) {
        PreparedTool known = prepared(server, tool);
        return known == null ? Optional.empty() : Optional.of(known.entry());
    }

    /** Returns whether a tool registers contacts. */
    public boolean registersContacts() {
        return contacts;
    }

    /** The destinations that need no content to be known. */
    public KnownDestinations knownDestinations() {
        return known;
    }

    public SortedMap<String, ToolEntry> tools() {
        return tools;
    }

    /** The scan for secrets that open something to whoever has them, which no caller may send along. */
    public SecretScan standingSecrets() {
        return standing;
    }

    /** Returns whether there is no stricter tier. */
    public boolean isStrictest(String tier) {
        return tier.equals(strictest);
    }

    /** The stricter of two tiers. A tier that the bundle does not have, because an earlier bundle had it, counts as the strictest. */
    public String stricter(String one, String other) {
        Integer first = ranks.get(one);
        Integer second = ranks.get(other);
        return first == null || second == null ? strictest : first >= second ? one : other;
    }

    /** The conditions of rules. */
    public List<RuleCondition> conditions() {
        return conditions;
    }

    /** The {@linkplain #facts(String, String, Map, String, ArgumentSchema) facts} of a call without a schema, as in a scenario. */
    public CallFacts facts(String server, String tool, Map<String, ?> args, String argumentsDigest) {
        return facts(server, tool, args, argumentsDigest, new ArgumentSchema.Untold());
    }

    /**
     * The facts of a call. Never fails: an argument that cannot be mapped is a fault in the facts, and the engine denies. A tool that the
     * catalogue does not know has facts without marks at the strictest tier.
     *
     * @param args the arguments; values are String, Boolean, numbers, null, lists and maps
     * @param argumentsDigest {@code sha-256:} and the hex digest of the arguments in the form of RFC 8785
     * @param schema the schema of the tool, as far as it is known
     */
    public CallFacts facts(
            String server, String tool, Map<String, ?> args, String argumentsDigest, ArgumentSchema schema) {
        return read(server, tool, args, argumentsDigest, schema).facts();
    }

    /**
     * A call read once, for its {@linkplain #facts facts} and, when it was carried out, for its result.
     *
     * @param args the arguments; values are String, Boolean, numbers, null, lists and maps
     * @param argumentsDigest {@code sha-256:} and the hex digest of the arguments in the form of RFC 8785
     * @param schema the schema of the tool, as far as it is known
     */
    public ReadCall read(
            String server, String tool, Map<String, ?> args, String argumentsDigest, ArgumentSchema schema) {
        return ofCaller(args, checked(server, tool, args, argumentsDigest, schema));
    }

    /**
     * The facts of an event of a log. Nobody but the catalogue reads its arguments, so names among them that a server could take for others
     * are no faults.
     */
    public CallFacts logged(String server, String tool, Map<String, ?> args, String argumentsDigest) {
        PreparedTool known = prepared(server, tool);
        return known == null
                ? unknown(server, tool, args, argumentsDigest).facts()
                : readAll(known, args, ids, argumentsDigest, Optional.empty()).facts();
    }

    /**
     * A call that happened already, read once: ids are brought into their canonical spelling. If it has arguments whose names differ in
     * case or separators alone from those that are read, its facts are those of all readings.
     */
    public ReadCall readTold(String server, String tool, Map<String, ?> args, String argumentsDigest) {
        return ofCaller(args, toldInAllWays(server, tool, args, argumentsDigest));
    }

    private ReadCall toldInAllWays(String server, String tool, Map<String, ?> args, String argumentsDigest) {
        PreparedTool known = prepared(server, tool);
        if (known == null) {
            return unknown(server, tool, args, argumentsDigest);
        }
        ReadCall asWritten = readAll(known, args, ids.told(), argumentsDigest, Optional.empty());
        Optional<List<Map<String, ?>>> ways = Readings.of(known.reads(), args);
        if (ways.isEmpty()) {
            return asWritten.with(new Fault(
                    ArgumentPath.ARGS, "can be read in more than " + Readings.MOST + " ways; a person must review it"));
        }
        List<ReadCall> readings = new ArrayList<>();
        for (Map<String, ?> way : ways.get()) {
            ReadCall reading =
                    way.equals(args) ? asWritten : readAll(known, way, ids.told(), argumentsDigest, Optional.empty());
            if (reading.facts().faults().isEmpty()) {
                readings.add(reading);
            }
        }
        if (readings.isEmpty()) {
            return asWritten;
        }
        List<CallFacts> facts = readings.stream().map(ReadCall::facts).toList();
        ReadCall first = readings.getFirst();
        // A server that does not know another spelling has not done what only that spelling names.
        boolean sure = ways.get().size() == 1 || first == asWritten && AmbiguousFacts.agree(facts);
        return sure
                ? first
                : first.ambiguously(
                        AmbiguousFacts.of(facts, Comparator.comparing(tier -> ranks.getOrDefault(tier, 0))));
    }

    private static ReadCall ofCaller(Map<String, ?> args, ReadCall call) {
        // The argument would pass for answers to questions of the server.
        return args.containsKey(ArgumentPath.ANSWERS)
                ? call.with(new Fault(
                        ArgumentPath.ARGS + ArgumentPath.step(ArgumentPath.ANSWERS),
                        "is what a server asked for and was given, not a caller's argument"))
                : call;
    }

    /** The {@linkplain #readContinued call with answers}, for its facts alone. */
    public CallFacts continued(
            String server, String tool, Map<String, ?> args, Map<String, ?> answers, String argumentsDigest) {
        return readContinued(server, tool, args, answers, argumentsDigest, new ArgumentSchema.Untold())
                .facts();
    }

    /**
     * A call with its caller's answers to questions of the server, read once. The call was decided on without them before, so that its
     * arguments have no {@value ArgumentPath#ANSWERS} of their own.
     *
     * @param argumentsDigest of the arguments {@linkplain #with with the answers}
     */
    public ReadCall readContinued(
            String server,
            String tool,
            Map<String, ?> args,
            Map<String, ?> answers,
            String argumentsDigest,
            ArgumentSchema schema) {
        return args.containsKey(ArgumentPath.ANSWERS)
                ? read(server, tool, args, argumentsDigest, schema)
                : checked(server, tool, with(args, answers), argumentsDigest, schema);
    }

    /** A call that is read, with the faults that its arguments have by their declarations and their schema. */
    private ReadCall checked(
            String server, String tool, Map<String, ?> args, String argumentsDigest, ArgumentSchema schema) {
        PreparedTool known = prepared(server, tool);
        if (known == null) {
            return unknown(server, tool, args, argumentsDigest);
        }
        Optional<String> readBy =
                schema instanceof ArgumentSchema.Shown shown && !shown.digest().isEmpty()
                        ? Optional.of(shown.digest())
                        : Optional.empty();
        ReadCall call = readAll(known, args, ids, argumentsDigest, readBy);
        List<Fault> faults = ArgumentCheck.faults(known.entry().arguments(), known.reads(), schema, args);
        if (faults.isEmpty()) {
            return call;
        }
        Set<String> faulty = call.facts().faults().stream().map(Fault::place).collect(Collectors.toSet());
        for (Fault fault : faults) {
            // A fault that a mapping found there already says more.
            boolean said = faulty.contains(fault.place()) || call.standsForAll(fault.place(), args);
            call = said ? call : call.with(fault);
        }
        return call;
    }

    /** The arguments of a call, with the answer to each question by its key as {@value ArgumentPath#ANSWERS}. */
    public static Map<String, @Nullable Object> with(Map<String, ?> args, Map<String, ?> answers) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>(args);
        all.put(ArgumentPath.ANSWERS, answers);
        return all;
    }

    private ReadCall unknown(String server, String tool, Map<String, ?> args, String argumentsDigest) {
        return ReadCall.unknown(
                CallFacts.builder(server + "/" + tool, argumentsDigest, strictest)
                        .build(),
                args);
    }

    /** @param readBy digest of the schema by which the arguments are read, if it is known */
    @SuppressWarnings("NullAway") // the annotation of the record's component is not seen across modules
    private ReadCall readAll(
            PreparedTool tool,
            Map<String, ?> args,
            ObjectIds spelled,
            String argumentsDigest,
            Optional<String> readBy) {
        ToolEntry entry = tool.entry();
        CallReading reading = new CallReading(tool, args, spelled, tool.rules(), kinds);
        SortedSet<String> marks = new TreeSet<>();
        for (Mapping mapping : reading.covered()) {
            marks.addAll(mapping.marks());
        }
        List<Element> elements = reading.elements();
        CallFacts facts = CallFacts.builder(tool.name(), argumentsDigest, risk(entry, reading.covered()))
                .projection(reading.projection())
                .marks(Collections.unmodifiableSortedSet(marks))
                .objects(reading.objects())
                .creates(reading.creates())
                .related(reading.related())
                .checks(reading.checks())
                .values(reading.values())
                .amount(reading.amount())
                .writes(writes(reading.covered()))
                .unbounded(reading.unbounded())
                .conditions(reading.conditions())
                .faults(reading.faults())
                .derivedFrom(reading.derivedFrom())
                .schema(readBy)
                .known(reading.known())
                .all(reading.all())
                .mayExist(reading.mayExist())
                .build();
        CallFacts whole = RegisteredContacts.read(
                entry.content(), args, reached.read(entry.content(), args, reading.withElements(facts, elements)));
        return new ReadCall(whole, reading, conditions, args);
    }

    /** The strictest of the tiers that the matching entries name, else that of the tool, else the strictest there is. */
    private String risk(ToolEntry entry, List<Mapping> covered) {
        if (covered.size() == 1) {
            return entry.base().risk().orElse(strictest);
        }
        return covered.stream()
                .skip(1)
                .map(m -> m.risk().or(() -> entry.base().risk()).orElse(strictest))
                .max((a, b) -> Integer.compare(ranks.getOrDefault(a, 0), ranks.getOrDefault(b, 0)))
                .orElse(entry.base().risk().orElse(strictest));
    }

    /** The strictest tier that a call of one of these tools may have. */
    String strictest(List<ToolEntry> entries) {
        return entries.stream()
                .flatMap(entry -> entry.mappings()
                        .map(m -> m.risk().or(() -> entry.base().risk()).orElse(strictest)))
                .max((a, b) -> Integer.compare(ranks.getOrDefault(a, 0), ranks.getOrDefault(b, 0)))
                .orElse(strictest);
    }

    /** Returns whether the call may write: an alternative that does not say follows the base, and a base that does not say writes. */
    private static boolean writes(List<Mapping> covered) {
        if (covered.size() == 1) {
            return covered.get(0).writes().orElse(true);
        }
        List<Boolean> said =
                covered.stream().skip(1).flatMap(m -> m.writes().stream()).toList();
        if (said.size() == covered.size() - 1 && !said.isEmpty()) {
            return said.contains(true);
        }
        return covered.get(0).writes().orElse(true) || said.contains(true);
    }

    /**
     * The objects that a call created, as its result names them.
     *
     * @param structured the structured content of the result, where there is one
     * @param text its single text content, where there is one; read as JSON when nothing is structured
     */
    public Created created(
            String server,
            String tool,
            Map<String, ?> args,
            @Nullable Map<String, ?> structured,
            @Nullable String text) {
        PreparedTool known = prepared(server, tool);
        return known == null
                ? new Created.Named(List.of())
                : answered(known, args).created(structured, text);
    }

    /** The outcome of a call that this answer ends with success; see {@link #created}. */
    public Settlement outcome(
            String server,
            String tool,
            Map<String, ?> args,
            @Nullable Map<String, ?> structured,
            @Nullable String text) {
        PreparedTool known = prepared(server, tool);
        return known == null
                ? new Settlement.Succeeded(List.of())
                : answered(known, args).outcome(structured, text);
    }

    /** Reads a call for its answer: ids are brought into their canonical spelling, and the conditions of rules are not evaluated again. */
    private CallReading answered(PreparedTool tool, Map<String, ?> args) {
        return new CallReading(tool, args, ids.told(), List.of(), Kinds.NONE);
    }

    /** Returns whether calling the tool twice with the same arguments does no more than once; false for an unknown tool. */
    public boolean idempotent(String server, String tool) {
        PreparedTool known = prepared(server, tool);
        return known != null && known.entry().idempotent();
    }

    /** Returns whether the answers of the tool are looked at before anybody gets them. */
    public boolean inspects(String server, String tool) {
        PreparedTool known = prepared(server, tool);
        return known != null && !known.entry().inspect().isEmpty();
    }

    /**
     * The findings in an answer of a tool that is {@linkplain #inspects inspected}. Never fails: a check that cannot be made
     * is a reason to withhold the answer.
     *
     * @param args the arguments, with the answers to questions of the server
     */
    public Inspection inspect(String server, String tool, Map<String, ?> args, Answered answered) {
        PreparedTool known = prepared(server, tool);
        return known == null ? ReadCall.notKnown() : ResultReading.inspect(answered(known, args), answered, conditions);
    }

    /**
     * Returns whether nothing at all is found in the words of a server during a call of a tool that is {@linkplain #inspects inspected}.
     * Only the checks of the tool are made: rules are asked about answers, not about questions.
     */
    public boolean findsNothing(String server, String tool, Map<String, ?> args, Answered said) {
        PreparedTool known = prepared(server, tool);
        return known != null && ResultReading.findsNothing(known.entry(), args, said);
    }

    /** Returns whether the server may ask this of the caller during a call of the tool; false for an unknown tool. */
    public boolean mayAsk(String server, String tool, ToolEntry.Ask what) {
        PreparedTool known = prepared(server, tool);
        return known != null && known.entry().asks().contains(what);
    }

    /**
     * The read that finds out what became of a call of unknown outcome.
     *
     * @param tool as {@code server/tool}
     */
    public Optional<Confirm> confirm(String tool) {
        return Optional.ofNullable(tools.get(tool)).flatMap(ToolEntry::confirm);
    }

    /** Returns whether any tool has a read that {@linkplain #confirm confirms} its calls. */
    public boolean confirms() {
        return confirms;
    }

    /** The answers that prove that a call had no effect. */
    public NoEffect noEffect(String server, String tool) {
        PreparedTool known = prepared(server, tool);
        return known == null ? NoEffect.BY_DEFAULT : known.entry().noEffect();
    }
}
