package dev.interlock.server.readiness;

import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Approval;
import dev.interlock.engine.policy.ApprovalTerms;
import dev.interlock.engine.policy.BreakGlass;
import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Label;
import dev.interlock.policy.diagnostic.Severity;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.policy.yaml.Place;
import dev.interlock.server.identity.role.Roles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Groups that the bundle asks and that have no members, and groups whose members nobody asks because they are misspelt. */
final class GroupChecks {

    /** The groups that the server itself asks. */
    /** Readers of the record as a stream. */
    private static final String AUDITORS = "auditors";

    private final Deployment deployment;
    private final ApprovalChecks approvals;
    private final Report report;
    private final Map<String, List<Use>> uses = new LinkedHashMap<>();

    /**
     * One place at which the bundle asks a group.
     *
     * @param vain what comes of it that nobody is in the group
     * @param essential whether nobody else can do what the group is asked for
     * @param people whether only people count as its members
     */
    private record Use(Place place, String vain, boolean essential, boolean people) {}

    GroupChecks(Deployment deployment, ApprovalChecks approvals, Report report) {
        this.deployment = deployment;
        this.approvals = approvals;
        this.report = report;
    }

    void check() {
        for (Rule rule : deployment.bundle().rules()) {
            if (rule instanceof Rule.Require require) {
                require.approval().ifPresent(approval -> approval(require, approval));
            }
        }
        deployment.bundle().breakGlass().ifPresent(this::lane);
        uses.forEach(this::empty);
        SortedSet<String> known = new TreeSet<>(uses.keySet());
        known.addAll(ofTheServer());
        Stream.concat(deployment.people().stream(), deployment.verifiers().stream())
                .forEach(member -> misspelt(member, known));
    }

    /** The groups that the server itself asks for. */
    private Set<String> ofTheServer() {
        Roles roles = deployment.config().roles();
        Set<String> groups = new TreeSet<>(roles.administrators());
        groups.add(AUDITORS);
        roles.groups().values().forEach(groups::addAll);
        return groups;
    }

    private void use(String group, Place place, String vain, boolean essential, boolean people) {
        uses.computeIfAbsent(group, any -> new ArrayList<>()).add(new Use(place, vain, essential, people));
    }

    private void approval(Rule.Require rule, Approval approval) {
        boolean asked = !approvals.asked(rule).isEmpty();
        Optional<String> further = approval.terms().escalation().map(ApprovalTerms.Escalation::to);
        boolean alone = further.isEmpty() || members(further.get(), false).isEmpty();
        approval.by()
                .ifPresent(group -> use(
                        group,
                        place(rule, "by"),
                        alone
                                ? "no one can give the approval of `" + rule.id() + "`"
                                : "no one can give the approval of `" + rule.id() + "` before it escalates",
                        asked && alone,
                        false));
        further.ifPresent(group -> use(
                group,
                place(rule, "escalate", "to"),
                "the approval of `" + rule.id() + "` escalates to no one",
                false,
                false));
        approval.terms()
                .veto()
                .ifPresent(group -> use(
                        group,
                        place(rule, "veto"),
                        "no one can veto what `" + rule.id() + "` asks about",
                        false,
                        false));
    }

    private Place place(Rule rule, String... path) {
        String[] below = new String[path.length + 1];
        below[0] = "approval";
        System.arraycopy(path, 0, below, 1, path.length);
        return deployment.inBundle().in(rule, below);
    }

    private void lane(BreakGlass lanes) {
        use(lanes.by(), header("by"), "no one can open a lane", true, true);
        boolean alone = lanes.escalate().isEmpty()
                || deployment.people(lanes.escalate().get()).isEmpty();
        use(
                lanes.reviewers(),
                header("reviewers"),
                alone ? "no one can review a lane" : "no one can review a lane before it is overdue",
                alone,
                true);
        lanes.escalate()
                .ifPresent(
                        group -> use(group, header("escalate"), "no one else can review an overdue lane", false, true));
    }

    private Place header(String key) {
        return deployment.inBundle().header("break-glass", key);
    }

    private List<Caller> members(String group, boolean people) {
        return Stream.concat(
                        deployment.people().stream(), people ? Stream.<Caller>empty() : deployment.verifiers().stream())
                .filter(caller -> caller.groups().contains(group))
                .toList();
    }

    private void empty(String group, List<Use> all) {
        List<Use> vain = all.stream()
                .filter(use -> members(group, use.people()).isEmpty())
                .toList();
        if (vain.isEmpty()) {
            return;
        }
        Use first = vain.stream().filter(Use::essential).findFirst().orElse(vain.getFirst());
        Optional<Caller> near = near(group);
        report.add(
                first.essential() ? Severity.ERROR : Severity.WARNING,
                Check.GROUP_EMPTY,
                group,
                first.place(),
                "no one is in the group `" + group + "`: " + first.vain(),
                near.isPresent()
                        ? "did you mean the same group? spell it the same way in both"
                        : "write `groups: [" + group + "]` for people in the configuration",
                near
                        .map(member ->
                                new Label(written(member, nearest(group, member)), "a group with a similar name"))
                        .stream()
                        .toArray(Label[]::new));
    }

    private Optional<Caller> near(String group) {
        return Stream.concat(deployment.people().stream(), deployment.verifiers().stream())
                .filter(member -> !nearest(group, member).isEmpty())
                .findFirst();
    }

    /** A group of the member's that nobody asks and whose name is nearly this; empty if there is none. */
    private String nearest(String group, Caller member) {
        Set<String> unasked = new TreeSet<>(member.groups());
        unasked.removeAll(uses.keySet());
        unasked.removeAll(ofTheServer());
        return Suggestion.nearest(group, unasked).orElse("");
    }

    private Place written(Caller member, String group) {
        return deployment.inConfig().word(group, member.person() ? "people" : "verifiers", member.name(), "groups");
    }

    private void misspelt(Caller member, SortedSet<String> known) {
        for (String group : member.groups()) {
            Optional<String> near = known.contains(group) ? Optional.empty() : Suggestion.nearest(group, known);
            // Of a group without any members it is told above, with this place beside it.
            if (near.isPresent() && !members(near.get(), false).isEmpty()) {
                report.warning(
                        Check.GROUP_MISSPELT,
                        group,
                        written(member, group),
                        "nothing in the bundle asks the group `" + group + "`, of which `" + member.name()
                                + "` is a member",
                        "did you mean `" + near.get() + "`?");
            }
        }
    }
}
