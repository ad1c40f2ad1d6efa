package dev.interlock.server.shell;

import java.util.Map;
import java.util.Optional;

/**
 * The form of a program's commands: how many words name what it does, and the options before and after them. Where a program is not in the
 * table, its arguments are taken as they are.
 *
 * @param depth of sub-commands, 0 for a program that has none
 * @param before the options that are understood before the last of the sub-commands
 * @param own those after certain sub-commands, by their words
 * @param others those after any other
 */
record CommandForm(int depth, Options before, Map<String, Options> own, Options others) {

    private static final Options GIT = Options.any()
            .writing("--output")
            .but("--upload-pack --receive-pack --exec --open-files-in-pager --ext-diff --extcmd --config --template"
                    + " --separate-git-dir --pathspec-from-file --pathspec-file-nul --stdin");

    private static final Options PACKAGES = Options.any()
            .but("-c --call --script-shell --node-options --userconfig --globalconfig --init-module --editor"
                    + " --viewer --git --shell");

    private static final CommandForm PACKAGER = new CommandForm(
            1,
            Options.only("-s --silent --version --no-fund --no-audit")
                    .valued("--prefix -C --dir --filter -F -w --workspace --cwd --loglevel"),
            Map.of(),
            PACKAGES);

    private static final CommandForm CONTAINERS = new CommandForm(
            1,
            Options.only("-D --debug --version").valued("-l --log-level"),
            Map.of(
                    "build",
                    Options.only("-q --quiet --no-cache --pull --rm --force-rm")
                            .valued("-t --tag -f --file --target --build-arg --platform --label --progress")),
            Options.any().writing("-o --output"));

    private static final Map<String, CommandForm> FORMS = Map.ofEntries(
            Map.entry(
                    "git",
                    new CommandForm(
                            1,
                            Options.only("-P --no-pager --no-optional-locks --literal-pathspecs --version")
                                    .valued("-C"),
                            Map.of(
                                    "push",
                                    Options.only("-u --set-upstream -q --quiet -v --verbose --progress"
                                            + " --no-progress --follow-tags --no-follow-tags --atomic"
                                            + " --no-verify -n --dry-run -f --force --force-with-lease"
                                            + " --force-if-includes -d --delete --tags --prune --all"
                                            + " --branches --mirror --porcelain --thin --no-thin --signed"
                                            + " --no-signed -4 -6 --ipv4 --ipv6"),
                                    "grep",
                                    GIT.valued("-e -f -A -B -C -m --max-depth --max-count")
                                            .but("-O --open-files-in-pager"),
                                    "rebase",
                                    GIT.but("-x --exec --strategy -s --strategy-option")),
                            GIT)),
            Map.entry(
                    "gh",
                    new CommandForm(
                            2,
                            Options.only("--version").valued("-R --repo --hostname"),
                            Map.of(
                                    "api",
                                    Options.only("-i --include --paginate --silent --slurp")
                                            .valued("-q --jq -t --template -H --header --cache --hostname -p"
                                                    + " --preview")),
                            Options.any())),
            Map.entry(
                    "kubectl",
                    new CommandForm(
                            1,
                            Options.only("--version").valued("-n --namespace --context --cluster --request-timeout"),
                            Map.of(),
                            Options.any()
                                    .valued("-n --namespace --context -o --output -l --selector -f --filename -c"
                                            + " --container")
                                    .but("--kubeconfig -s --server --token --raw"))),
            Map.entry(
                    "terraform",
                    new CommandForm(
                            1,
                            Options.only("-version").valued("-chdir").singleDash(),
                            Map.of(),
                            Options.any().singleDash().writing("-out"))),
            Map.entry(
                    "helm",
                    new CommandForm(
                            1,
                            Options.only("--debug").valued("-n --namespace --kube-context"),
                            Map.of(),
                            Options.any()
                                    .writing("--output-dir --destination")
                                    .but("--kubeconfig --kube-apiserver --post-renderer"))),
            Map.entry("docker", CONTAINERS),
            Map.entry("podman", CONTAINERS),
            Map.entry("npm", PACKAGER),
            Map.entry("pnpm", PACKAGER),
            Map.entry("yarn", PACKAGER),
            Map.entry(
                    "cargo",
                    new CommandForm(
                            1,
                            Options.only("-q --quiet -v --verbose -V --version --offline --locked --frozen")
                                    .valued("--color"),
                            Map.of(),
                            Options.any()
                                    .writing("--target-dir --out-dir --artifact-dir")
                                    .but("--config -Z"))),
            Map.entry(
                    "go",
                    new CommandForm(
                            1,
                            Options.only("-version").singleDash(),
                            Map.of(),
                            Options.any()
                                    .singleDash()
                                    .writing("-o -coverprofile -cpuprofile -memprofile -blockprofile -mutexprofile"
                                            + " -trace -outputdir")
                                    .but("-exec -toolexec -vettool -overlay -modfile -ldflags -gcflags -asmflags"
                                            + " -gccgoflags -pkgdir -w"))),
            Map.entry(
                    "twine",
                    new CommandForm(
                            1,
                            Options.only("--no-color --version"),
                            Map.of(),
                            Options.any().but("--config-file"))),
            plain(
                    "curl",
                    Options.only("-s -S -L -f -i -I -v -k -G -g -N -O -0 -4 -6 -# --silent --show-error --location"
                                    + " --fail --include --head --verbose --insecure --get --globoff --no-buffer"
                                    + " --remote-name --compressed --fail-with-body --version")
                            .valued("-X --request -H --header -d --data --data-raw --data-binary --data-urlencode"
                                    + " --json -F --form -A --user-agent -e --referer -b --cookie -u --user -m"
                                    + " --max-time --connect-timeout --retry --retry-delay --url -T --upload-file"
                                    + " -w --write-out")
                            .writing("-o --output -D --dump-header -c --cookie-jar")),
            plain(
                    "wget",
                    Options.only("-q --quiet -nv --no-verbose -c --continue -N -S --spider --version")
                            .valued("-t --tries -T --timeout --header -U --user-agent")
                            .writing("-O --output-document -P --directory-prefix")),
            plain("sort", Options.any().writing("-o --output").but("--compress-program --files0-from")),
            plain("rg", Options.any().but("--pre --hostname-bin")),
            plain("file", Options.any().but("-C --compile -m --magic-file")),
            plain("date", Options.any().but("-s --set")),
            plain("printf", Options.any().but("-v")),
            plain(
                    "rm",
                    Options.only("-r -R -f -i -I -v -d --recursive --force --verbose --dir --one-file-system"
                            + " --preserve-root")),
            plain(
                    "pytest",
                    Options.only("-q -v -x -s -l --quiet --verbose --exitfirst --lf --last-failed --ff"
                                    + " --failed-first --nf --sw --showlocals --no-header --no-summary"
                                    + " --disable-warnings --collect-only --co --cov --no-cov --strict-markers"
                                    + " --version")
                            .valued("-k -m -n -r --tb --maxfail --durations --color --timeout --numprocesses --deselect"
                                    + " --ignore")
                            .writing("--junitxml --junit-xml")),
            plain(
                    "gradle",
                    Options.only("-q -i -s -S --quiet --info --stacktrace --no-daemon --offline --parallel --continue"
                                    + " --rerun-tasks --build-cache --version")
                            .valued("--tests -x --exclude-task --console")));

    private static Map.Entry<String, CommandForm> plain(String program, Options options) {
        return Map.entry(program, new CommandForm(0, options, Map.of(), options));
    }

    /** Returns the form of a program, by its name without a folder. */
    static Optional<CommandForm> of(String program) {
        return Optional.ofNullable(FORMS.get(program));
    }

    /** Returns the options after sub-commands. */
    Options after(String commands) {
        return own.getOrDefault(commands, own.getOrDefault(commands.replaceFirst(" .*", ""), others));
    }
}
