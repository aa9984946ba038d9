// What the sign-in library's scripts leave open: without passkeys in this browser their buttons are not shown, and where
// one was refused the page says so instead of the console.
(function () {
  document.addEventListener('DOMContentLoaded', function () {
    if (window.PublicKeyCredential) return
    document.querySelectorAll('[data-passkey]').forEach(function (button) { button.hidden = true })
  })
  document.addEventListener('allauth.error', function (event) {
    event.preventDefault()
    const said = document.getElementById('passkey-refused')
    if (said) { said.hidden = false }
  })
})()
