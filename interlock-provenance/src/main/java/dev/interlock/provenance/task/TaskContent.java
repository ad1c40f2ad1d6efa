package dev.interlock.provenance.task;

import dev.interlock.engine.model.ContentSource;
import dev.interlock.provenance.artefact.ArtefactLabels;
import dev.interlock.provenance.index.Places;
import dev.interlock.provenance.index.Ranges;
import dev.interlock.provenance.index.TokenIndex;
import dev.interlock.provenance.label.FieldRole;
import dev.interlock.provenance.label.ToolLabels;
import dev.interlock.provenance.lexicon.Lexicon;
import dev.interlock.provenance.text.Encodings;
import dev.interlock.provenance.text.FingerprintTable;
import dev.interlock.provenance.text.Fingerprints;
import dev.interlock.provenance.text.Spelling;
import dev.interlock.provenance.text.Tokens;
import dev.interlock.provenance.text.TypedValues;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Everything that the tasks of one graph have read, as far as it takes to tell who chose a value: where tokens stand, which fields
 * have which values, what the texts ask for. The content itself is not kept, but for what quotations need. For one thread.
 *
 * <p>Beyond its limits the content is {@linkplain #isKnown() not known}, and calls that depend on it are held.
 */
public final class TaskContent {

    /** The most tokens of untrusted content. */
    private static final int MOST_TOKENS = 4_000_000;
    /** The most tokens of trusted content. */
    private static final int MOST_TRUSTED = 1_000_000;
    /** The most fields of untrusted content. */
    private static final int MOST_FIELDS = 200_000;
    /** The most links that a read may follow; a further one is none. */
    private static final int MOST_LINKS = 10_000;
    /** A field that should be a name or a number, and has more tokens than this, is a text after all. */
    private static final int LONGEST_PLAIN = 12;
    /** Less free text than this many words cannot ask for anything. */
    private static final int FEW_WORDS = 6;
    /** Text without spaces counts as one word for so many characters. */
    private static final int LONG_WORD = 8;

    private final Fingerprints fingerprints;
    private Instruction instruction;
    private final TokenIndex untrusted;
    private final TokenIndex trusted = new TokenIndex(MOST_TRUSTED);
    private final FingerprintTable trustedWords = new FingerprintTable();
    private final List<Source> sources = new ArrayList<>();
    private final Map<Long, List<FieldValue>> fields = new HashMap<>();
    private final ReadAmounts amounts = new ReadAmounts();
    private final Set<Long> made = new HashSet<>();
    private final Set<Long> namedLinks = new HashSet<>();
    private final Set<Long> linkedLinks = new HashSet<>();
    private final RequestWindows requests;
    private final ReadTexts texts;
    private final Function<Tokens, ArtefactLabels> artefacts;
    private final SortedSet<String> labels = new TreeSet<>();
    /** Labels that its agents do not bring along again. */
    private final Set<String> declassified = new HashSet<>();
    /** The words of free text by the labels of the tools that returned them: a text in small parts counts as a whole. */
    private final Map<Set<String>, Integer> words = new HashMap<>();

    private int fieldsTaken;
    /** Whether a text that was read may have labels that nobody knows. */
    private boolean unknownWriter;
    /** Whether an agent may know more than was read here. */
    private boolean remembers;

    /**
     * A value that a field of a record has.
     *
     * @param spelling the fingerprint of its spelling, if that matters
     */
    record FieldValue(Source source, FieldRole role, long spelling) {}

    /** A content of which everything may be quoted. */
    public TaskContent(Instruction instruction, Lexicon lexicon, Fingerprints fingerprints) {
        this(instruction, lexicon, fingerprints, text -> false);
    }

    /** @param secret whether a text holds a secret, so that nothing of it is quoted */
    public TaskContent(Instruction instruction, Lexicon lexicon, Fingerprints fingerprints, Predicate<String> secret) {
        this(instruction, lexicon, fingerprints, secret, ArtefactLabels.NOTHING_WRITTEN);
    }

    /**
     * A content that recognises what agents wrote.
     *
     * @param secret whether a text holds a secret, so that nothing of it is quoted
     * @param artefacts the labels of a text by what it repeats
     */
    public TaskContent(
            Instruction instruction,
            Lexicon lexicon,
            Fingerprints fingerprints,
            Predicate<String> secret,
            Function<Tokens, ArtefactLabels> artefacts) {
        this.artefacts = artefacts;
        this.texts = new ReadTexts(secret);
        this.instruction = instruction;
        this.fingerprints = fingerprints;
        this.requests = new RequestWindows(lexicon, fingerprints);
        this.untrusted = new TokenIndex(MOST_TOKENS, requests::kinds);
    }

    /**
     * Takes in what a call returned, before anybody else gets it.
     *
     * @param call sequence number of the call; {@link dev.interlock.engine.model.ContentSource#NO_CALL} for a text outside calls
     * @param arguments of the call
     * @param steered whether untrusted content chose the arguments
     */
    public void read(
            long call, ToolLabels tool, List<ArgumentValue> arguments, boolean steered, List<ResultRecord> records) {
        if (tool.trusted()) {
            readTrusted(call, tool, records);
            return;
        }
        Source.Level level = level(tool, arguments);
        int read = 0;
        for (ResultRecord record : records) {
            var source = new Source(call, untrusted.size(), level, steered);
            List<String> free = new ArrayList<>();
            for (ResultField field : record.fields()) {
                read += take(source, field, tool.field(field.path()), free);
            }
            source.endAt(untrusted.size());
            if (source.to() > source.from) {
                sources.add(source);
            }
            keepLinks(source, free);
        }
        if (words.merge(tool.labels(), read, (all, more) -> Math.min(all + more, FEW_WORDS)) >= FEW_WORDS) {
            labels.addAll(tool.labels());
        }
    }

    /** A text that repeats what an untrusted runtime wrote is as untrusted as that, whoever returns it. */
    private void readTrusted(long call, ToolLabels tool, List<ResultRecord> records) {
        labels.addAll(tool.labels());
        for (ResultRecord record : records) {
            var source = new Source(call, untrusted.size(), Source.Level.UNNAMED, /* steered= */ false);
            for (ResultField field : record.fields()) {
                Tokens tokens = tokens(field.text());
                if (written(field.text(), tokens)) {
                    take(source, field, FieldRole.TEXT, new ArrayList<>());
                } else {
                    trusted.add(tokens);
                    trustWords(field.text());
                    amounts.trust(field.text());
                }
            }
            source.endAt(untrusted.size());
            if (source.to() > source.from) {
                sources.add(source);
            }
        }
    }

    /** Keeps the words of a trusted text of which the spelling matters, and the addresses in it, as long as there is room. */
    private void trustWords(String text) {
        if (!trusted.full()) {
            Spelling.words(text).forEach(word -> trustedWords.add(fingerprints.of(word)));
            TypedValues.whole(text).forEach(value -> trustedWords.add(fingerprints.of(Spelling.of(value))));
        }
    }

    /** Returns whether an untrusted runtime wrote the text, or what is encoded in it. */
    private boolean written(String text, Tokens tokens) {
        boolean untrustedWriter = writers(tokens).untrusted();
        for (String decoded : Encodings.decoded(text, tokens)) {
            untrustedWriter |= writers(tokens(decoded)).untrusted();
        }
        return untrustedWriter;
    }

    /** The labels of the runtimes that wrote a text, which it brings along. */
    private ArtefactLabels writers(Tokens tokens) {
        ArtefactLabels written = artefacts.apply(tokens);
        labels.addAll(written.labels());
        unknownWriter |= !written.known();
        return written;
    }

    /**
     * Takes in a field, and tells how many words of free text it has; a value that names somebody counts as many.
     *
     * @param free takes the free texts of the record
     */
    private int take(Source source, ResultField field, FieldRole labelled, List<String> free) {
        Tokens tokens = tokens(field.text());
        if (tokens.size() == 0 || !isKnown()) {
            return tokens.size();
        }
        fieldsTaken++;
        boolean plain = !labelled.isText() && !labelled.isOfOthers();
        FieldRole role = plain && isText(field.text(), tokens) ? FieldRole.TEXT : labelled;
        int at = untrusted.add(tokens);
        writers(tokens);
        texts.add(at, source.call, field, tokens);
        if (role.isText() || role.isOfOthers() ? requests.read(tokens, at, untrusted) : addressesAgent(tokens)) {
            source.addresses();
        }
        if (!role.isText() || role.isName()) {
            takeValue(source, field.text(), role);
        }
        relate(source, tokens);
        boolean typed = false;
        int words = tokens.size();
        if (role.isText()) {
            words = Math.max(words, field.text().length() / LONG_WORD);
            free.add(field.text());
            typed = TypedValues.any(field.text());
            for (String decoded : Encodings.decoded(field.text(), tokens)) {
                Tokens inside = tokens(decoded);
                int insideAt = untrusted.add(inside);
                writers(inside);
                texts.add(insideAt, source.call, new ResultField(field.path(), decoded), inside);
                requests.read(inside, insideAt, untrusted);
                words += inside.size();
            }
        }
        return typed ? Math.max(FEW_WORDS, words) : plain && role != FieldRole.TEXT ? 0 : words;
    }

    /** Returns whether a field that should be a name or a number holds more: an attacker may have chosen the name of something. */
    private boolean isText(String text, Tokens tokens) {
        return tells(text, tokens)
                || Encodings.decoded(text, tokens).stream().anyMatch(inside -> tells(inside, tokens(inside)));
    }

    private boolean tells(String text, Tokens tokens) {
        boolean words = text.chars().anyMatch(Character::isWhitespace);
        return tokens.size() > LONGEST_PLAIN || words && requests.asks(tokens);
    }

    private void takeValue(Source source, String text, FieldRole role) {
        Value value = value(text);
        if (!role.isText() && !value.isEmpty()) {
            var field = new FieldValue(source, role, spelling(value));
            fields.computeIfAbsent(value.whole(), v -> new ArrayList<>(1)).add(field);
            amounts.add(text, field);
        }
        if (role.isName()) {
            source.name(value.inAnySpelling());
        }
        if (names(text, value, role)) {
            source.isNamed();
        }
    }

    /** Returns whether the instruction names a record by a value of it. Anyone can address a mail to whom the instruction mentions. */
    private boolean names(String text, Value value, FieldRole role) {
        return switch (role) {
            case TITLE -> instruction.namesMostOf(value);
            case THIRD_PARTY -> text.indexOf('@') < 0 && instruction.namesMostOf(value);
            case SENDER -> instruction.contains(value) && instruction.hasTellingWordOf(value);
            case TEXT, DIRECTORY, PLAIN -> false;
        };
    }

    private void keepLinks(Source source, List<String> free) {
        if (source.named() || source.linked()) {
            Set<Long> links = source.named() ? namedLinks : linkedLinks;
            free.stream()
                    .flatMap(text -> TypedValues.links(text).stream())
                    .limit(MOST_LINKS - links.size())
                    .forEach(link -> links.add(value(link).whole()));
        }
    }

    private void relate(Source source, Tokens tokens) {
        for (int i = 0; i < tokens.size() && !source.touching(); i++) {
            if (instruction.hasWord(tokens.fingerprint(i)) && isTelling(tokens, i)) {
                source.touches();
            }
        }
    }

    private boolean addressesAgent(Tokens tokens) {
        for (int i = 0; i < tokens.size(); i++) {
            if (requests.addressesAgent(tokens.fingerprint(i))) {
                return true;
            }
        }
        return false;
    }

    /** A short word touches nothing. */
    private static boolean isTelling(Tokens tokens, int token) {
        return !tokens.is(token, Tokens.SHORT) || tokens.is(token, Tokens.DIGIT);
    }

    private Source.Level level(ToolLabels tool, List<ArgumentValue> arguments) {
        boolean all = !arguments.isEmpty();
        boolean linked = false;
        for (ArgumentValue argument : arguments) {
            Value value = value(argument.text());
            all &= instruction.contains(value);
            linked |= tool.reads() && linkedFrom(value, true);
        }
        return all ? Source.Level.NAMED : linked ? Source.Level.LINKED : Source.Level.UNNAMED;
    }

    /** Takes in the id of an object that the task made. Where untrusted content named it before, that proves nothing. */
    public void made(String id) {
        Value value = value(id);
        if (!value.isEmpty() && untrusted.find(value.tokens()).isNone()) {
            made.add(value.whole());
        }
    }

    /**
     * Adds labels of what the agents of the graph have read elsewhere: they may repeat it here.
     *
     * @param others labels of their runtimes, or of whoever opened the graph
     */
    public void carry(Set<String> others) {
        Set<String> carried = new HashSet<>(others);
        carried.removeAll(declassified);
        remembers |= labels.addAll(carried);
    }

    /** Returns whether an agent may know a value that it has not read here. */
    boolean remembers() {
        return remembers;
    }

    /**
     * Takes labels from what was read so far, here and elsewhere. What is read from now on has them again.
     *
     * @param taken labels that somebody independent answers for
     */
    public void declassify(Set<String> taken) {
        declassified.addAll(taken);
        labels.removeAll(taken);
    }

    /** Replaces the instruction, for what is read and decided from now on: the person has said more. */
    public void instruct(Instruction more) {
        instruction = more;
    }

    /** Returns whether all of what was read is known; if not, a value may have come from anywhere. */
    public boolean isKnown() {
        return !untrusted.full() && fieldsTaken < MOST_FIELDS && !unknownWriter;
    }

    /** The labels of what was read. */
    public SortedSet<String> labels() {
        return Collections.unmodifiableSortedSet(labels);
    }

    Instruction instruction() {
        return instruction;
    }

    Tokens tokens(String text) {
        return Tokens.of(text, fingerprints);
    }

    Value value(String text) {
        return Value.of(text, fingerprints);
    }

    private long spelling(Value value) {
        return fingerprints.of(value.spelling());
    }

    /** Returns whether a field has the value in the same spelling, if that matters. */
    boolean spells(FieldValue field, Value value) {
        return value.spelling().isEmpty() || field.spelling() == spelling(value);
    }

    Places places(Value value) {
        return untrusted.find(value.tokens());
    }

    /** Returns whether trusted content contains the value, with words that are spelt like its own where that matters. */
    boolean trusts(Value value) {
        return !value.isEmpty()
                && trusted.find(value.tokens()).isKnown()
                && Spelling.words(value.spelling()).stream()
                        .allMatch(word -> trustedWords.contains(fingerprints.of(word)));
    }

    boolean made(Value value) {
        return made.contains(value.whole());
    }

    List<FieldValue> fields(Value value) {
        return fields.getOrDefault(value.whole(), List.of());
    }

    /** The amounts of what was read. */
    ReadAmounts amounts() {
        return amounts;
    }

    boolean linkedFrom(Value value, boolean alsoLinked) {
        return namedLinks.contains(value.whole()) || alsoLinked && linkedLinks.contains(value.whole());
    }

    Ranges requests(int duty) {
        return requests.of(duty);
    }

    boolean namesShortId(int duty, Value value) {
        return requests.namesShortId(duty, value);
    }

    List<Source> sources() {
        return sources;
    }

    /** The record that has a position. */
    Source source(int position) {
        int low = 0;
        int high = sources.size() - 1;
        while (low < high) {
            int middle = low + high + 1 >>> 1;
            if (sources.get(middle).from <= position) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return sources.get(low);
    }

    /** The beginning of a value of a call, as it may be recorded for people; empty where it holds a secret. */
    String shown(String text) {
        return texts.shown(text);
    }

    ContentSource quote(int position) {
        return texts.at(position);
    }
}
