package dev.interlock.cli.hook;

import dev.interlock.server.shell.ShellWord;
import java.nio.file.Path;

/**
 * The script that a client runs as its hook. A client lets a tool run when its hook fails, takes too long or says what is no JSON. So the
 * script has a deadline of its own, looks at the answer before it prints any of it, and ends in every other case with code 2 and the
 * reason, which is the one end that blocks in every client.
 *
 * @param url with the client's path and the query
 * @param tokenFile which the script reads each time
 * @param permit the answer of a permit, exactly
 * @param denialStart how the answer of a denial begins
 * @param denialEnd how it ends
 * @param seconds in which the server has to answer
 */
public record Shim(String url, Path tokenFile, String permit, String denialStart, String denialEnd, int seconds) {

    private static final int DEADLINE_SECONDS = 10;

    /** Makes the script of a client with the wire of Claude Code. */
    static Shim nested(String url, Path tokenFile) {
        return of(
                url,
                tokenFile,
                "{\"hookSpecificOutput\":{\"hookEventName\":\"PreToolUse\",\"permissionDecision\":\"deny\","
                        + "\"permissionDecisionReason\":\"",
                "\"}}");
    }

    /** Makes the script of a client whose denial is an object with two members. */
    static Shim plain(String url, Path tokenFile) {
        return of(url, tokenFile, "{\"decision\":\"deny\",\"reason\":\"", "\"}");
    }

    /** Makes the script of a client whose denial begins and ends in this way. */
    static Shim of(String url, Path tokenFile, String denialStart, String denialEnd) {
        return new Shim(url, tokenFile, "{}", denialStart, denialEnd, DEADLINE_SECONDS);
    }

    /** Returns the script. */
    public String text() {
        return """
            #!/bin/sh
            # Asks Interlock about each tool that the agent is about to use. Written by `interlock hook install`.
            # Exits with 0 and one JSON object, or with 2 and the reason: nothing else blocks in every client.
            url=%s
            token_file=%s
            permit=%s
            denial_start=%s
            denial_end=%s
            nl='
            '
            block() {
              printf 'Interlock: %%s\\n' "$1" >&2
              exit 2
            }
            trap 'block "the hook was interrupted"' HUP INT TERM
            [ -r "$token_file" ] || block "the token in $token_file cannot be read"
            IFS= read -r token <"$token_file" || : # the last line may have no end
            case $token in
              '' | *[!A-Za-z0-9_.~+/=-]*) block "$token_file does not contain a token" ;;
            esac
            answer=$(
              curl -q --silent --show-error --stderr - --max-time %d --noproxy 'localhost,127.0.0.1,[::1]' \\
                --header 'Content-Type: application/json' --header 'Expect:' --config /dev/fd/3 \\
                --data-binary @- --write-out '\\n%%{http_code}' "$url" 3<<END
            header = "Authorization: Bearer $token"
            END
            ) || block "no decision, because the server cannot be reached: ${answer%%%%"$nl"*}"
            status=${answer##*"$nl"}
            body=${answer%%"$nl"*}
            if [ "$status" != 200 ]; then
              detail=${body##*'"detail":"'}
              block "no decision, because the server answered $status: ${detail%%%%'"'*}"
            fi
            case $body in
              "$permit") ;;
              *"$nl"* | *'\\'"$denial_end") block "the server's answer is not a decision" ;;
              "$denial_start"*"$denial_end") ;;
              *) block "the server's answer is not a decision" ;;
            esac
            printf '%%s\\n' "$body"
            """.formatted(
                        ShellWord.quoted(url),
                        ShellWord.quoted(tokenFile.toString()),
                        ShellWord.quoted(permit),
                        ShellWord.quoted(denialStart),
                        ShellWord.quoted(denialEnd),
                        seconds);
    }
}
