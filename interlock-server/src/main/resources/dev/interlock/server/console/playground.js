// The playground works without this script. With it, a line is found by a click, proposals are shown, and shared links open by themselves.
'use strict';

(() => {
  const form = document.getElementById('bundle-form');
  if (!form) return;
  const token = form.elements['form-token'].value;

  // A shared link has its bundle behind the #, where no server sees it: the form brings it along.
  const shared = document.getElementById('open-shared');
  if (location.hash.startsWith('#b=')) {
    shared.elements.shared.value = location.href;
    history.replaceState(null, '', location.pathname + location.search);
    shared.submit();
    return;
  }
  document.querySelectorAll('[data-link]').forEach(field => {
    field.value = new URL(field.value, location.href).href;
    field.addEventListener('focus', () => field.select());
  });

  // A mistake leads to its line.
  document.addEventListener('click', event => {
    const link = event.target.closest('[data-line]');
    if (!link) return;
    const path = link.querySelector('[data-file]').textContent;
    const file = [...form.querySelectorAll('details.file')].find(each => each.querySelector('input').value === path);
    if (!file) return;
    file.open = true;
    const editor = file.querySelector('[data-editor]');
    const lines = editor.value.split('\n');
    const line = Math.min(Number(link.dataset.line), lines.length);
    const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
    editor.focus();
    editor.setSelectionRange(start, start + lines[line - 1].length);
    editor.scrollTop = Math.max(0, (line - 6) * parseFloat(getComputedStyle(editor).lineHeight));
  });

  // What can stand at the cursor.
  let editor = null;
  const popup = document.createElement('div');
  popup.className = 'popup';
  popup.hidden = true;
  popup.setAttribute('role', 'group');
  popup.setAttribute('aria-label', 'Suggestions');
  form.append(popup);
  const propose = form.querySelector('[data-complete]');
  propose.hidden = false;
  propose.addEventListener('click', () => editor && complete());

  form.addEventListener('focusin', event => {
    if (event.target.matches('[data-editor]')) editor = event.target;
  });

  async function complete() {
    const before = editor.value.slice(0, editor.selectionStart).split('\n');
    const body = new URLSearchParams({
      'form-token': token, text: editor.value, line: before.length, column: before[before.length - 1].length + 1,
    });
    const answer = await fetch('/console/playground/complete', { method: 'POST', body, credentials: 'same-origin' });
    if (!answer.ok) return;
    popup.replaceChildren(...new DOMParser().parseFromString(await answer.text(), 'text/html').body.children);
    editor.closest('.file-fields').append(popup);
    popup.hidden = false;
    popup.querySelector('button')?.focus();
  }

  function close() {
    popup.hidden = true;
    editor?.focus();
  }

  popup.addEventListener('click', event => {
    const choice = event.target.closest('[data-insert]');
    if (!choice) return;
    const at = editor.selectionStart;
    const word = /[\w-]*$/.exec(editor.value.slice(0, at))[0].length;
    const after = /^[\w-]*:? ?/.exec(editor.value.slice(at))[0].length;
    editor.setRangeText(choice.dataset.insert, at - word, at + after, 'end');
    close();
    editor.dispatchEvent(new Event('input', { bubbles: true }));
  });

  popup.addEventListener('keydown', event => {
    const choices = [...popup.querySelectorAll('button')];
    const at = choices.indexOf(document.activeElement);
    if (event.key === 'Escape') close();
    else if (event.key === 'ArrowDown') choices[Math.min(choices.length - 1, at + 1)]?.focus();
    else if (event.key === 'ArrowUp') choices[Math.max(0, at - 1)]?.focus();
    else return;
    event.preventDefault();
  });

  form.addEventListener('keydown', event => {
    if (!event.target.matches('[data-editor]')) return;
    editor = event.target;
    if (event.key === ' ' && event.ctrlKey) {
      event.preventDefault();
      complete();
    } else if (event.key === 'Enter' && !event.shiftKey) {
      // The next line begins where this one does.
      const line = editor.value.slice(0, editor.selectionStart).split('\n').pop();
      const indent = /^ */.exec(line)[0];
      if (indent) {
        event.preventDefault();
        editor.setRangeText('\n' + indent, editor.selectionStart, editor.selectionEnd, 'end');
        editor.dispatchEvent(new Event('input', { bubbles: true }));
      }
    }
  });
})();
