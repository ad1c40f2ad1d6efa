package dev.interlock.cli.draft;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** The words by which a draft recognises what a tool reads, reaches and carries. They are general: no word stands for one tool of one server. */
final class ContentWords {

    /** Words for things that let their holder act as somebody else. */
    private static final Set<String> SECRET = words("secret password passphrase credential token cookie env environment"
            + " kubeconfig vault keychain heapsnapshot header network-request api-key access-key private-key");

    /** Such words that are clear in a description, too. */
    private static final Set<String> SECRET_SAID =
            words("secret password credential kubeconfig private-key api-key environment-variable");

    /** Words for data about people and business, and for what people keep. */
    private static final Set<String> PRIVATE = words("mail email inbox message thread conversation chat dm contact"
            + " customer invoice payment payout subscription dispute refund transaction balance statement calendar"
            + " appointment page property comment patient salary payroll employee note memo memory observation graph"
            + " document block markdown data-source");

    /** Words for texts that strangers typically write. */
    private static final Set<String> UNTRUSTED = words("mail email inbox web website webpage url message issue comment"
            + " pull-request review commit dispute ticket feed news post tweet feedback release code repository"
            + " snapshot screenshot");

    /** Words for results that a system computes, in which nobody can write. */
    private static final Set<String> COMPUTED = words("sum size count stat balance time date timezone version health"
            + " uptime quota usage env environment allowed-directory root whoami");

    /** Words for what other people read as soon as it is written. */
    private static final Set<String> READ_BY_OTHERS =
            words("issue comment pull-request review message mail email post tweet reply dispute announcement channel");

    /** Words for moving money. */
    private static final Set<String> MONEY = words("refund payment payout transfer charge invoice");

    /** Words for what somebody keeps in files and notes. */
    private static final Set<String> KEPT = words("file directory folder document note page block markdown memory"
            + " entity relation observation knowledge paragraph");

    private static final Set<String> STANDING = words("subscription standing-order recurring scheduled-transaction");
    private static final Set<String> EVENT = words("event meeting appointment");
    private static final Set<String> BOOKED = words("hotel flight table car room ticket reservation restaurant trip");
    private static final Set<String> ACCESS =
            words("access permission role admin collaborator privilege policy acl grant api-key access-key");
    private static final Set<String> TALK = words("message mail email comment chat reply dm review notification post");
    private static final Set<String> MEMBER = words("user member participant attendee guest collaborator");

    private ContentWords() {}

    private static Set<String> words(String text) {
        return Set.copyOf(Arrays.asList(text.split(" ")));
    }

    /** Returns the first of the words that the name has, which may be of several words itself. */
    static Optional<String> in(Set<String> words, String noun) {
        String padded = "-" + noun + "-";
        return words.stream()
                .sorted()
                .filter(word -> padded.contains("-" + word + "-"))
                .findFirst();
    }

    /** Returns the word at the end of the name, which says what the rest of it is about. */
    private static Optional<String> head(Set<String> words, String noun) {
        return words.stream()
                .sorted()
                .filter(word -> ("-" + noun).endsWith("-" + word))
                .findFirst();
    }

    static Optional<String> secret(String noun) {
        return in(SECRET, noun);
    }

    static Optional<String> secretSaid(String description) {
        return in(SECRET_SAID, Words.singulars(Words.of(description.replaceAll("[^A-Za-z]+", "-"))));
    }

    static Optional<String> personal(String noun) {
        return in(PRIVATE, noun);
    }

    static Optional<String> untrusted(String noun) {
        return in(UNTRUSTED, noun);
    }

    static Optional<String> computed(String noun) {
        return head(COMPUTED, noun);
    }

    static Optional<String> readByOthers(String noun) {
        return head(READ_BY_OTHERS, noun);
    }

    static Optional<String> money(String noun) {
        return in(MONEY, noun);
    }

    static boolean isKept(String noun) {
        return in(KEPT, noun).isPresent();
    }

    /** An act as the lexicon names it, and the words of the tool's name from which it follows. */
    record Act(String asks, String why) {}

    /**
     * Returns what a tool that acts does, by the duties of the lexicon; empty where no word tells.
     *
     * @param verb the verb of its name
     * @param noun the other words of its name, in the singular
     */
    static Optional<Act> act(String verb, String noun) {
        Map<String, Boolean> acts = new LinkedHashMap<>();
        boolean removes = ToolName.REMOVING.contains(verb);
        boolean creates = ToolName.CREATING.contains(verb);
        boolean changes = ToolName.CHANGING.contains(verb) || ToolName.EDITING.contains(verb);
        acts.put("standing-order", in(STANDING, noun).isPresent());
        acts.put("cancel-event", removes && in(EVENT, noun).isPresent());
        acts.put("remove-user", removes && in(MEMBER, noun).isPresent());
        acts.put("delete", removes);
        acts.put("password", noun.contains("password"));
        acts.put("access", verb.equals("grant") || in(ACCESS, noun).isPresent());
        acts.put("pay", verb.equals("pay") || verb.equals("refund") || verb.equals("transfer") || pays(noun));
        acts.put("deploy", List.of("deploy", "merge", "release", "push").contains(verb));
        acts.put("invite-event", verb.equals("invite") && in(EVENT, noun).isPresent());
        acts.put("invite-user", verb.equals("invite"));
        acts.put("channel-member", noun.contains("channel") && in(MEMBER, noun).isPresent());
        acts.put(
                "reserve",
                verb.equals("reserve")
                        || verb.equals("book") && in(BOOKED, noun).isPresent());
        acts.put(
                "create-event",
                (creates || verb.equals("schedule")) && in(EVENT, noun).isPresent());
        acts.put("change-event", changes && in(EVENT, noun).isPresent());
        acts.put("share", verb.equals("share") || verb.equals("upload"));
        acts.put("publish", verb.equals("publish"));
        acts.put(
                "message",
                ToolName.SENDING.contains(verb) && !isPosted(verb, noun)
                        || in(TALK, noun).isPresent());
        acts.put("write-file", (creates || changes || isPosted(verb, noun)) && isKept(noun));
        acts.put("change-record", (creates || changes) && !ToolName.SWITCHING.contains(verb));
        return acts.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(act -> new Act(act.getKey(), noun.isEmpty() ? verb : verb + " " + noun.replace('-', ' ')))
                .findFirst();
    }

    /** Returns whether an API creates something by the method POST, as in {@code post-page}: nothing is posted to anybody. */
    static boolean isPosted(String verb, String noun) {
        return verb.equals("post") && isKept(noun);
    }

    private static boolean pays(String noun) {
        return noun.equals("refund") || noun.equals("payment") || noun.equals("payout") || noun.equals("charge");
    }

    /** Returns the words of the names of a result's fields, to recognise what the tool returns where its own name does not tell. */
    static SortedSet<String> of(Iterable<String> names) {
        SortedSet<String> found = new TreeSet<>();
        names.forEach(name -> found.add(Words.singular(Words.of(name))));
        return found;
    }
}
